#!/bin/sh
# Builds dist/sma-cross-py.wasm with a virtual environment of its own.
set -eu
cd "$(dirname "$0")"
test -x .venv/bin/componentize-py || { python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt; }
mkdir -p dist
.venv/bin/componentize-py -d ../../wit/plugin -w strategy-plugin componentize --stub-wasi -p src plugin -o dist/sma-cross-py.wasm
