"""Static files under names that change with their content, those that modules import included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):
    # Off by default in Django, which then leaves `import "./pins.js"` to a short-lived copy.
    support_js_module_import_aggregation = True
