"""Where the model's server is: only what is certainly this machine counts as here."""

import pytest

from assistant.llm.place import CLOUD, host_of, is_elsewhere, is_in_the_cloud


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "models.localhost",
        "127.0.0.1",
        "127.8.9.10",
        "[::1]",
        "[::ffff:127.0.0.1]",
    ],
)
def test_this_machine_is_here(host):
    assert not is_elsewhere(f"http://{host}:11434")
    assert not is_elsewhere(f"https://{host}/v1")


@pytest.mark.parametrize(
    "host",
    [
        *("192.168.1.20", "10.0.0.2", "172.17.0.1", "169.254.1.1", "8.8.8.8", "0.0.0.0", "128.0.0.1"),
        *("[fe80::1]", "[fd00::1]", "[2001:db8::1]", "[::ffff:10.0.0.2]", "[::]"),
        *("ollama", "nas.local", "api.example.org", "localhost.example.org", "127.0.0.1.example.org", "notlocalhost"),
        *("127.1", "2130706433", "0x7f.1"),
    ],
)
def test_all_else_is_elsewhere(host):
    """A home network too, and every name: nobody looks it up."""
    assert is_elsewhere(f"http://{host}:11434")


def test_it_is_named_as_it_is_written():
    assert host_of("https://api.example.org/v1") == "api.example.org"
    assert host_of("http://192.168.1.20:11434") == "192.168.1.20:11434"
    assert host_of(f"{CLOUD} http://192.168.1.20:11434") == "ollama.com and 192.168.1.20:11434"
    assert host_of("") == ""


@pytest.mark.parametrize(
    "model", ["qwen3-vl:235b-cloud", "minimax-m2:cloud", "someone/eyes:Cloud", "nas:5000/eyes:4b-cloud"]
)
def test_a_tag_tells_what_ollama_passes_on(model):
    assert is_in_the_cloud(model)


@pytest.mark.parametrize(
    "model", ["qwen2.5vl:7b", "eyes", "none", "", "cloud", "big-cloud", "cloud/eyes:7b", "eyes:cloudy"]
)
def test_all_other_models_are_where_the_server_is(model):
    assert not is_in_the_cloud(model)
