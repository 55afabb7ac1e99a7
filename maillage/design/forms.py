"""How a form is drawn: label, hint, error, control, in this order."""

from django.forms.renderers import DjangoTemplates


class Renderer(DjangoTemplates):
    """The setting FORM_RENDERER names it, so that `{{ form }}` is all a page has to write."""

    form_template_name = "design/forms/form.html"
    field_template_name = "design/forms/field.html"
