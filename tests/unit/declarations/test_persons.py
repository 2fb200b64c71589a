import pytest

from auditor.declarations.persons import same_person


@pytest.mark.parametrize(
    "other",
    [
        "B. Engineer",
        "b engineer",
        "B.ENGINEER ",
        "Engineer, B.",
        "b.engineer@example.org",
        "B.Engineer+waivers@other.example",
        "B. Engineer <be@example.org>",
        "Security team <b_engineer@example.org>",
        "\uff22. Engineer",
        "Engineer B.",
        "B. Engineer (CISO)",
        "mailto:b.engineer@example.org",
        "B. Éngineer",
    ],
)
def test_however_somebody_is_written_it_is_one_person(other: str) -> None:
    assert same_person("B. Engineer", other)
    assert same_person(other, "B. Engineer")


def test_an_address_belongs_to_one_person() -> None:
    assert same_person("B. Engineer <be@example.org>", "Bert <BE@example.org>")
    assert same_person("<be@example.org>", "be@example.org")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("B. Engineer", "C. Director"),
        ("B. Engineer", "B. Engineering"),
        ("be@example.org", "cd@example.org"),
        ("B. Engineer <be@example.org>", "C. Director <cd@example.org>"),
        ("José", "Josua"),
        # Marks on letters tell names apart: Ram and Rama.
        ("\u0930\u093e\u092e", "\u0930\u092e\u093e"),
    ],
)
def test_two_people_are_two(one: str, other: str) -> None:
    assert not same_person(one, other)


def test_texts_without_a_letter_tell_nobody_apart() -> None:
    assert same_person("-", "...")
    assert same_person("<@>", "@")
    assert not same_person("-", "B. Engineer")
