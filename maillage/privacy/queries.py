"""What every stored field is for, read from the personal.py of the apps and from the models."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.utils.module_loading import module_has_submodule

from maillage.lib.personal_data import Declaration, Personal
from maillage.privacy.personal import THIRD_PARTY


def declarations() -> dict[str, Declaration]:
    """Map each declared field ("accounts.User.email") to its declaration, app by app."""
    return {
        f"{app.label}.{field}": declaration
        for app in apps.get_app_configs()
        for field, declaration in _declared_by(app).items()
    }


def personal_declarations() -> dict[str, Personal]:
    """The declarations of the fields that say something of a person."""
    return {
        field: declaration
        for field, declaration in declarations().items()
        if isinstance(declaration, Personal)
    }


def stored_fields() -> list[str]:
    """Every column and every many-to-many table of the installed apps."""
    return [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in (*model._meta.local_concrete_fields, *model._meta.local_many_to_many)
    ]


def undeclared() -> list[str]:
    """Fields that are stored and that nobody declares."""
    return sorted(set(stored_fields()) - declarations().keys())


def unknown() -> list[str]:
    """Fields that are declared and no longer stored."""
    return sorted(declarations().keys() - set(stored_fields()))


def _declared_by(app: AppConfig) -> dict[str, Declaration]:
    if app.label in THIRD_PARTY:
        return THIRD_PARTY[app.label]
    if app.module is None or not module_has_submodule(app.module, "personal"):
        return {}
    fields: dict[str, Declaration] = import_module(f"{app.name}.personal").FIELDS
    return fields
