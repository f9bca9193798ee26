# Builds one image with one binary: web app, components, sample data and
# migrations are inside it. Dependencies have layers of their own, which stay in
# the cache until a manifest or the lock file changes.

# --- Web app -----------------------------------------------------------------
FROM node:20-bookworm-slim AS web
WORKDIR /src/frontend
COPY frontend/package.json frontend/package-lock.json frontend/.npmrc ./
RUN npm ci --no-audit --no-fund
COPY frontend/ ./
RUN npm run build

# --- Manifests ---------------------------------------------------------------
# The workspace with its sources emptied. The result changes only when a
# manifest does, and the next stage is cached by content.
FROM rust:1.95-bookworm AS manifests
WORKDIR /src
COPY . .
RUN find . -type f ! -name Cargo.toml ! -name Cargo.lock ! -name rust-toolchain.toml \
        ! -path './.cargo/*' ! -path '*/src/main.rs' ! -path '*/src/lib.rs' ! -name build.rs \
        ! -path '*/tests/main.rs' ! -path '*/benches/*.rs' -delete \
    && find . -name '*.rs' -exec sh -c 'echo "fn main() { }" > "$1"' _ {} \; \
    && find . -name lib.rs -exec truncate -s 0 {} + \
    && find . -mindepth 1 -type d -empty -delete

# --- Dependencies and service --------------------------------------------------
FROM rust:1.95-bookworm AS build
WORKDIR /src
COPY --from=manifests /src/rust-toolchain.toml ./
# Installs the pinned toolchain with its wasm target.
RUN rustup toolchain install
COPY --from=manifests /src ./
ENV CARGO_INCREMENTAL=0
# The guests' folder is the one that components/bundle/build.rs builds in.
RUN cargo build --locked --release --package sandbourse \
    && cargo build --locked --profile guest --target wasm32-wasip2 --target-dir target/guests \
        --package data-component --package risk-component --package predict-component \
        --package backtest-component --package webhook-component
COPY . .
COPY --from=web /src/frontend/dist frontend/dist
# Files from the context may be older than the emptied ones; cargo compares times.
RUN find . -path ./target -prune -o -name '*.rs' -exec touch {} + \
    && cargo build --locked --release --package sandbourse \
    && cp target/release/sandbourse /usr/local/bin/

# --- What runs -----------------------------------------------------------------
FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install --yes --no-install-recommends ca-certificates \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/sandbourse --create-home sandbourse
COPY --from=build /usr/local/bin/sandbourse /usr/local/bin/sandbourse
USER sandbourse
WORKDIR /var/lib/sandbourse
ENV SANDBOURSE_DATA_DIR=/var/lib/sandbourse LOG_FORMAT=json
VOLUME /var/lib/sandbourse
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["sandbourse", "healthcheck"]
ENTRYPOINT ["sandbourse"]
CMD ["serve"]
