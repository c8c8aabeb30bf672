"""Writes a language model of half a megabyte with random weights (GGUF): it talks nonsense by the real protocol. Needs the gguf package."""

import sys

import gguf
import numpy

LAYERS, WIDTH, HIDDEN, HEADS, CONTEXT = 2, 64, 128, 4, 8_192
LETTERS = [chr(code) for code in range(0x20, 0x7F)]


def tokens():
    """Of the llama tokenizer: three special ones, every byte, every letter with and without a space before it."""
    yield "<unk>", gguf.TokenType.UNKNOWN
    yield "<s>", gguf.TokenType.CONTROL
    yield "</s>", gguf.TokenType.CONTROL
    for byte in range(256):
        yield f"<0x{byte:02X}>", gguf.TokenType.BYTE
    yield "\u2581", gguf.TokenType.NORMAL
    for letter in LETTERS:
        yield letter, gguf.TokenType.NORMAL


def tensors(vocabulary):
    random = numpy.random.default_rng(7)

    def some(*shape):
        return (random.standard_normal(shape) * 0.05).astype(numpy.float32)

    yield "token_embd.weight", some(vocabulary, WIDTH)
    for layer in range(LAYERS):
        block = f"blk.{layer}"
        for name in ("attn_norm", "ffn_norm"):
            yield f"{block}.{name}.weight", numpy.ones(WIDTH, dtype=numpy.float32)
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield f"{block}.{name}.weight", some(WIDTH, WIDTH)
        for name in ("ffn_gate", "ffn_up"):
            yield f"{block}.{name}.weight", some(HIDDEN, WIDTH)
        yield f"{block}.ffn_down.weight", some(WIDTH, HIDDEN)
    yield "output_norm.weight", numpy.ones(WIDTH, dtype=numpy.float32)
    yield "output.weight", some(vocabulary, WIDTH)


def write(path):
    words, kinds = zip(*tokens(), strict=True)
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(HIDDEN)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(list(words))
    writer.add_token_scores([-float(place) for place in range(len(words))])
    writer.add_token_types(list(kinds))
    writer.add_unk_token_id(0)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    for name, data in tensors(len(words)):
        writer.add_tensor(name, data)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


if __name__ == "__main__":
    write(sys.argv[1])
