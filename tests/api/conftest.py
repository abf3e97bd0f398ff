"""The cast, and the programs that call for them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.caller import Caller, app_of, program
from tests.cast import Cast, assemble


@pytest.fixture
def cast(app: Flask) -> Cast:
    return assemble()


@pytest.fixture
def oak(cast: Cast, client: FlaskClient) -> Caller:
    return program(client, cast.clinic)


@pytest.fixture
def elm(cast: Cast, client: FlaskClient) -> Caller:
    return program(client, cast.other_clinic)


@pytest.fixture
def mine(cast: Cast, client: FlaskClient) -> Caller:
    return app_of(client, cast.patient)
