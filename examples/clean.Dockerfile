# syntax=docker/dockerfile:1
FROM python:3.13.9-slim-trixie AS build
WORKDIR /app
COPY requirements.txt ./
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.13.9-slim-trixie
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /app
COPY --from=build /opt/venv /opt/venv
COPY src/ ./
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["python", "healthcheck.py"]
CMD ["python", "-m", "service"]
