# Built in two steps, so that what builds isn't in what runs: the packages with their hashes, then the program.
FROM python:3.13-slim AS packages
RUN pip install --no-cache-dir uv==0.13.9
WORKDIR /app
COPY pyproject.toml .python-version ./
RUN uv export --no-dev --group s3 --format requirements.txt --output-file requirements.txt \
    && python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --require-hashes --requirement requirements.txt

FROM python:3.13-slim
RUN useradd --create-home balansekunst && install --directory --owner=balansekunst /attachments /backups
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DEBUG=false ATTACHMENTS_DIR=/attachments
RUN SECRET_KEY=only-while-building ALLOWED_HOSTS=localhost ENCRYPTION_KEYS="$(DEBUG=true python manage.py make_key)" \
    python manage.py collectstatic --noinput
ENV BACKUP_DIR=/backups
USER balansekunst
EXPOSE 8000
HEALTHCHECK CMD python -c "import urllib.request; urllib.request.urlopen('http://localhost:8000/healthz')"
CMD ["gunicorn", "balansekunst.wsgi", "--bind=0.0.0.0:8000", "--workers=2"]
