# Two stages: packages are installed in the first; the second has no pip cache and no sources but the app's own.
FROM python:3.11-slim AS build
WORKDIR /source
COPY requirements.lock app.py CHANGELOG.md LICENSE ./
COPY deploy/install.sh deploy/
COPY formats formats
COPY models models
COPY painter painter
COPY providers providers
COPY studio studio
COPY ui ui
RUN deploy/install.sh /opt/easel

FROM python:3.11-slim
# The image has no fonts: without them the letters of an SVG are missing in its thumbnail and in what is edited.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-dejavu-core fonts-wqy-microhei && \
    rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --no-create-home easel && install -d -o easel -g easel -m 700 /data
COPY --from=build /opt/easel /opt/easel
ENV EASEL_HOST=0.0.0.0 EASEL_DATA_DIR=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
WORKDIR /opt/easel/app
USER easel
VOLUME /data
EXPOSE 7860
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s \
    CMD ["/opt/easel/venv/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:7860/healthz', timeout=4)"]
CMD ["/opt/easel/venv/bin/python", "app.py"]
