"""Shared fixtures: every test gets its own cache folder and no network."""

from __future__ import annotations

import socket

import pytest


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory, monkeypatch):
    monkeypatch.setenv("HONGTOU_CACHE", str(tmp_path_factory.getbasetemp() / "cache"))


@pytest.fixture(autouse=True)
def _no_word_model(monkeypatch):
    """What is found must not depend on what this machine has installed."""
    monkeypatch.setattr("pipeline.proof.phrasing._FOLDERS", ())


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Nothing here may open a connection: documents can be confidential."""

    def refuse(self, address):
        raise AssertionError(f"network connection attempted: {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)
