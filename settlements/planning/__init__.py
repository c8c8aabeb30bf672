"""How the plan is found: pure; `settlements.planner` is the door."""
