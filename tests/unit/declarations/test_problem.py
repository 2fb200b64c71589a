from auditor.declarations.problem import BindingProblem


def test_a_problem_is_one_line_that_begins_with_its_place() -> None:
    problem = BindingProblem("training", "name gone matches nothing, 1 expected", "d/a.yaml:3")
    assert problem.text == "d/a.yaml:3: training: name gone matches nothing, 1 expected"
