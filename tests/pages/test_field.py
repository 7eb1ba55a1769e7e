import pytest
from django import forms
from django.template.loader import render_to_string


class SampleForm(forms.Form):
    title = forms.CharField(label="Tittel", help_text="Kort og klart.")
    day = forms.DateField(label="Dag", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    theme = forms.ChoiceField(label="Tema", choices=[("a", "Alder"), ("b", "Kjønn")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(label="Jeg har lest vilkårene")
    secret = forms.CharField(widget=forms.HiddenInput)


def rendered(name: str, data: dict[str, str] | None = None) -> str:
    return " ".join(render_to_string("_parts/field.html", {"field": SampleForm(data)[name]}).split())


def test_help_text_describes_control() -> None:
    html = rendered("title")

    assert '<label class="ds-label" for="id_title">Tittel</label>' in html
    assert 'id="id_title_helptext">Kort og klart.' in html
    assert 'aria-describedby="id_title_helptext"' in html


def test_error_describes_control() -> None:
    html = rendered("title", {"title": ""})

    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_title_helptext id_title_error"' in html
    assert '<div id="id_title_error" data-field="validation"> <p class="ds-validation-message">' in html


def test_optional_field_says_so() -> None:
    assert 'Dag <span class="optional">(valgfritt)</span>' in rendered("day")


def test_required_field_is_not_called_optional() -> None:
    assert "valgfritt" not in rendered("title")


def test_choices_are_in_labelled_fieldset() -> None:
    html = rendered("theme")

    assert '<legend class="ds-label">Tema</legend>' in html
    assert html.count('type="radio"') == html.count('class="ds-input"') == 2
    assert '<label class="ds-label" for="id_theme_1">Kjønn</label>' in html


def test_checkbox_is_before_label() -> None:
    html = rendered("agreed")

    assert html.index('type="checkbox"') < html.index("Jeg har lest vilkårene")


def test_hidden_field_has_no_label() -> None:
    assert rendered("secret") == '<input type="hidden" name="secret" id="id_secret">'


def test_django_renders_the_same_field() -> None:
    form = SampleForm()

    assert " ".join(form["title"].as_field_group().split()) == rendered("title")


@pytest.mark.parametrize(
    ("name", "target"),
    [pytest.param("title", "#id_title", id="to the control"), pytest.param("theme", "#id_theme", id="to the group")],
)
def test_error_summary_links_to_field(name: str, target: str) -> None:
    html = render_to_string("_parts/error_summary.html", {"form": SampleForm({})})

    assert f'href="{target}"' in html


def test_valid_form_has_no_error_summary() -> None:
    data = {"title": "Scene for alle", "theme": "a", "agreed": "on", "secret": "1"}

    assert render_to_string("_parts/error_summary.html", {"form": SampleForm(data)}).strip() == ""
