FROM python:3.9-bullseye
MAINTAINER web team <web@example.org>

ENV DJANGO_SETTINGS_MODULE shop.settings

RUN apt-get update
RUN apt-get install libpq-dev gcc curl
RUN curl -sL https://deb.nodesource.com/setup_16.x | bash -
RUN sudo apt install nodejs -y

ADD . /srv/shop
RUN cd /srv/shop && pip install -r requirements.txt
RUN cd /srv/shop && npm install && npm run build

EXPOSE 8000
CMD gunicorn shop.wsgi --bind 0.0.0.0:$PORT
