"""A release as a request brings it: JSON, or a form with a file; with overrides where somebody gave some."""

from dataclasses import dataclass
from typing import Any, TypeVar

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from pressdesk.ingest.overrides import NO_AMENDMENT, Amendment

from .documents import UploadIn, checked_name
from .override_documents import OverridesIn

_MOST_FIELDS = 20
_Document = TypeVar("_Document", bound=BaseModel)

SENT_RELEASE: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                # What it refers to is in the document anyway: for `PATCH`.
                "schema": {
                    name: value
                    for name, value in UploadIn.model_json_schema(ref_template="#/components/schemas/{model}").items()
                    if name != "$defs"
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "string", "format": "binary", "description": "The release."},
                        "overrides": {
                            "type": "string",
                            "contentMediaType": "application/json",
                            "contentSchema": {"$ref": "#/components/schemas/OverridesIn"},
                            "description": "Overrides, as JSON.",
                        },
                    },
                    "required": ["file"],
                    "additionalProperties": False,
                }
            },
        },
    }
}
"""What the OpenAPI document says of the request."""


@dataclass(frozen=True)
class SentRelease:
    """A file's name and bytes, and what a person gave with it."""

    name: str
    data: bytes
    amendment: Amendment


async def sent_release(request: Request) -> SentRelease:
    """What a request brings. Raises what its sender is told."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == "application/json":
        sent = _read(UploadIn, await request.body())
        amendment = NO_AMENDMENT if sent.overrides is None else sent.overrides.amendment()
        return SentRelease(checked_name(sent.name), sent.text.encode(), amendment)
    if kind == "multipart/form-data":
        async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
            return await _of_form(form)
    raise HTTPException(415, f"{kind or 'A body without a type'}: send application/json or multipart/form-data.")


async def _of_form(form: FormData) -> SentRelease:
    fields = dict(form)
    file, overrides = fields.pop("file", None), fields.pop("overrides", "{}")
    alone = not fields and len(form.multi_items()) == len(form)
    if not isinstance(file, UploadFile) or not file.filename or not isinstance(overrides, str) or not alone:
        told = "One file is wanted, overrides as JSON where there are any, and nothing else."
        raise RequestValidationError([{"loc": ("body", "file"), "msg": told, "type": "missing"}])
    amendment = _read(OverridesIn, overrides.encode(), "overrides").amendment()
    return SentRelease(checked_name(file.filename), await file.read(), amendment)


def _read(document: type[_Document], body: bytes, *field: str) -> _Document:
    try:
        return document.model_validate_json(body)
    except ValidationError as error:
        raise RequestValidationError([{**e, "loc": ("body", *field, *e["loc"])} for e in error.errors()]) from error
