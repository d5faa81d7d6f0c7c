FROM python:3.13-slim-bookworm AS build
WORKDIR /build
COPY requirements.lock pyproject.toml README.md LICENSE ./
RUN python -m venv /opt/easel \
    && /opt/easel/bin/pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock
COPY domain domain
COPY engines engines
COPY storage storage
COPY commands commands
COPY bot bot
RUN /opt/easel/bin/pip install --no-cache-dir --no-deps .

FROM python:3.13-slim-bookworm
RUN useradd --system --create-home --uid 10001 easel && install -d -o easel -g easel /data
COPY --from=build /opt/easel /opt/easel
USER 10001
WORKDIR /home/easel
ENV PATH=/opt/easel/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    EASEL_DATA_DIR=/data \
    EASEL_HTTP_HOST=0.0.0.0 \
    EASEL_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
ENTRYPOINT ["easel"]
CMD ["run"]
