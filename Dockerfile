FROM python:3.13-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY conformance conformance
COPY scenarios scenarios
COPY schemas schemas
COPY reports reports
RUN python -m venv /opt/scimproof && /opt/scimproof/bin/pip install --no-cache-dir .

FROM python:3.13-slim
COPY --from=build /opt/scimproof /opt/scimproof
ENV PATH=/opt/scimproof/bin:$PATH
# Settings are read from here, and reports written to here: mount a folder of yours.
RUN useradd --uid 10001 --create-home scimproof && install -d -o scimproof /work
WORKDIR /work
VOLUME /work
USER 10001
ENTRYPOINT ["scimproof"]
