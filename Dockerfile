# One image for web and workers; what it does is the command it is given.
FROM python:3.12-slim-bookworm AS build

COPY requirements.lock /build/
RUN python -m venv /opt/hoso \
 && /opt/hoso/bin/pip install --no-cache-dir --require-hashes --no-deps -r /build/requirements.lock
COPY pyproject.toml README.md LICENSE /build/
COPY extractor /build/extractor
COPY workers /build/workers
COPY models /build/models
# hatchling is in the lock, so nothing is fetched here.
RUN /opt/hoso/bin/pip install --no-cache-dir --no-deps --no-build-isolation /build


FROM python:3.12-slim-bookworm

RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      tesseract-ocr tesseract-ocr-vie poppler-utils libgl1 libglib2.0-0 fonts-liberation2 \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --create-home --home-dir /var/lib/hoso hoso

COPY --from=build /opt/hoso /opt/hoso

# One thread per reading process: on two cores Tesseract was 4.2 times slower without this.
ENV PATH=/opt/hoso/bin:$PATH \
    HOSO_WORK_DIR=/var/lib/hoso/work \
    OMP_THREAD_LIMIT=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
USER hoso
WORKDIR /var/lib/hoso
RUN mkdir --mode=700 work objects && hoso doctor

ENTRYPOINT ["hoso"]
CMD ["--help"]
