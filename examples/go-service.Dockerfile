# syntax=docker/dockerfile:1
ARG GO_VERSION=1.27
FROM golang:${GO_VERSION}-trixie as build
WORKDIR /src
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/go/pkg/mod go mod download
COPY . .
RUN --mount=type=cache,target=/go/pkg/mod \
    --mount=type=cache,target=/root/.cache/go-build \
    go build -trimpath -o /out/service ./cmd/service

# The binary was linked against glibc above; the image below has musl.
FROM alpine:3.24
RUN apk add ca-certificates
COPY --from=build /out/service /usr/local/bin/service
USER 65532:65532
ENTRYPOINT ["service"]
