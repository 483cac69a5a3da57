"""A DiffRhythm of small random weights in the layout of the official repositories, made anew: its
transformer here, its other parts from the reference data."""

import collections
import io
import json
import pathlib
import pickle
import shutil
import sys
import types
import zipfile

import numpy

DATA = pathlib.Path(__file__).parent / "data/diffrhythm"
REPOSITORIES = {"base": "DiffRhythm-1_2", "full": "DiffRhythm-1_2-full"}
SIZES = {"dim": 64, "depth": 2, "heads": 32, "ff_mult": 2, "text_dim": 64, "conv_layers": 1,
         "mel_dim": 64, "text_num_embeds": 363}


def shapes(sizes, has_duration):
    """Names and shapes of the official state dict below "transformer."."""
    dim, text, wide = sizes["dim"], sizes["text_dim"], sizes["text_dim"] * 2
    found = {}

    def linear(name, out, into):
        found[name + ".weight"] = (out, into)
        found[name + ".bias"] = (out,)

    for time in ["time_embed", "start_time_embed"] + ["duration_time_embed"] * has_duration:
        linear(time + ".time_mlp.0", 512, 256)
        linear(time + ".time_mlp.2", 512, 512)
    found["text_embed.text_embed.weight"] = (sizes["text_num_embeds"] + 1, text)
    for i in range(sizes["conv_layers"]):
        block = f"text_embed.text_blocks.{i}"
        found[block + ".dwconv.weight"] = (text, 1, 7)
        for name in (".dwconv.bias", ".norm.weight", ".norm.bias"):
            found[block + name] = (text,)
        linear(block + ".pwconv1", wide, text)
        found[block + ".grn.gamma"] = found[block + ".grn.beta"] = (1, 1, wide)
        linear(block + ".pwconv2", text, wide)
    linear("input_embed.proj", dim, 2 * sizes["mel_dim"] + text + 512 + 512)
    for layer in (0, 2):
        found[f"input_embed.conv_pos_embed.conv1d.{layer}.weight"] = (dim, dim // 16, 31)
        found[f"input_embed.conv_pos_embed.conv1d.{layer}.bias"] = (dim,)
    for i in range(sizes["depth"]):
        block, hidden = f"transformer_blocks.{i}", dim * sizes["ff_mult"]
        for part in "qkvo":
            found[f"{block}.self_attn.{part}_proj.weight"] = (dim, dim)
        found[block + ".mlp.gate_proj.weight"] = found[block + ".mlp.up_proj.weight"] = (hidden, dim)
        found[block + ".mlp.down_proj.weight"] = (dim, hidden)
        found[block + ".input_layernorm.weight"] = (dim,)
        found[block + ".post_attention_layernorm.weight"] = (dim,)
    for i in range(sizes["depth"] // 2):
        linear(f"text_fusion_linears.{i}.0", dim, text)
    linear("norm_out.linear", 2 * dim, 512)
    linear("proj_out", sizes["mel_dim"], dim)
    return found


class Storage:
    """Stands for torch.HalfStorage in a pickle."""


class Tensor:
    def __init__(self, key, shape):
        self.key, self.shape = key, shape

    def __reduce__(self):
        strides = [1]
        for size in self.shape[:0:-1]:
            strides.insert(0, strides[0] * size)
        count = int(numpy.prod(self.shape))
        return rebuild, (Stored(self.key, count), 0, self.shape, tuple(strides), False,
                         collections.OrderedDict())


class Stored:
    def __init__(self, key, count):
        self.key, self.count = key, count


def rebuild(*_):
    """Stands for torch._utils._rebuild_tensor_v2."""


class Pickler(pickle.Pickler):
    def persistent_id(self, thing):
        if isinstance(thing, Stored):
            return "storage", Storage, thing.key, "cpu", thing.count
        return None


def save(path, arrays):
    """As torch.save({"model_state_dict": ...}) writes half-precision tensors."""
    torch, utils = types.ModuleType("torch"), types.ModuleType("torch._utils")
    torch.HalfStorage, utils._rebuild_tensor_v2 = Storage, rebuild
    Storage.__module__, Storage.__qualname__, Storage.__name__ = "torch", "HalfStorage", "HalfStorage"
    rebuild.__module__, rebuild.__name__ = "torch._utils", "_rebuild_tensor_v2"
    rebuild.__qualname__ = "_rebuild_tensor_v2"
    sys.modules |= {"torch": torch, "torch._utils": utils}
    try:
        text = io.BytesIO()
        state = {name: Tensor(str(i), array.shape) for i, (name, array) in enumerate(arrays.items())}
        Pickler(text, protocol=2).dump({"model_state_dict": state})
    finally:
        del sys.modules["torch"], sys.modules["torch._utils"]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("archive/data.pkl", text.getvalue())
        for i, array in enumerate(arrays.values()):
            archive.writestr(f"archive/data/{i}", array.astype("<f2").tobytes())
        archive.writestr("archive/version", "3\n")


class Unpickler(pickle.Unpickler):
    """Reads what torch.save wrote of 32-bit tensors."""

    def __init__(self, archive):
        self.archive = archive
        self.root = archive.namelist()[0].split("/")[0]
        super().__init__(io.BytesIO(archive.read(f"{self.root}/data.pkl")))

    def find_class(self, module, name):
        known = {"OrderedDict": collections.OrderedDict, "_rebuild_tensor_v2": self.tensor}
        return known.get(name, name)

    def persistent_load(self, what):
        assert what[1] == "FloatStorage", what
        return numpy.frombuffer(self.archive.read(f"{self.root}/data/{what[2]}"), "<f4")

    @staticmethod
    def tensor(values, offset, shape, strides, *_):
        steps = [stride * values.itemsize for stride in strides]
        return numpy.lib.stride_tricks.as_strided(values[offset:], shape, steps)


def load(path):
    with zipfile.ZipFile(path) as archive:
        return Unpickler(archive).load()


MUQ = {"n_mels": 16, "hop_length": 240, "label_rate": 25, "conv_dim": 4, "encoder_dim": 16,
       "encoder_depth": 1, "w2v2_config": {"num_attention_heads": 2, "intermediate_size": 24,
                                           "conv_depthwise_kernel_size": 5}}


def audio_shapes(mulan):
    """Names and shapes of the half of MuQ-MuLan that hears."""
    found, channels, dim = {}, MUQ["conv_dim"], MUQ["encoder_dim"]
    inner, wide = MUQ["w2v2_config"]["intermediate_size"], mulan["audio_transformer"]["dim"]
    muq = "mulan.audio.model.model."

    def add(name, shape, bias=True):
        found[name + ".weight"] = shape
        if bias:
            found[name + ".bias"] = shape[:1]

    def batch_norm(name, size):
        add(name, (size,))
        found[name + ".running_mean"] = found[name + ".running_var"] = (size,)

    for i, into in enumerate((1, channels)):
        for layer, number in enumerate((into, channels, into), 1):
            add(f"{muq}conv.conv.{i}.conv{layer}", (channels, number, 3, 3))
            batch_norm(f"{muq}conv.conv.{i}.bn{layer}", channels)
    add(muq + "conv.linear", (dim, channels * MUQ["n_mels"] // 4))
    for i in range(MUQ["encoder_depth"]):
        layer = f"{muq}conformer.layers.{i}."
        for norm in ("ffn1_layer_norm", "self_attn_layer_norm", "conv_module.layer_norm",
                     "ffn2_layer_norm", "final_layer_norm"):
            add(layer + norm, (dim,))
        for forward in ("ffn1.", "ffn2."):
            add(layer + forward + "intermediate_dense", (inner, dim))
            add(layer + forward + "output_dense", (dim, inner))
        for part in "qkv":
            add(f"{layer}self_attn.linear_{part}", (dim, dim))
        add(layer + "self_attn.linear_out", (dim, dim))
        add(layer + "conv_module.pointwise_conv1", (2 * dim, dim, 1), False)
        add(layer + "conv_module.depthwise_conv", (dim, 1, 5), False)
        batch_norm(layer + "conv_module.batch_norm", dim)
        add(layer + "conv_module.pointwise_conv2", (dim, dim, 1), False)
    add(muq + "conformer.layer_norm", (dim,))
    add("mulan.audio.proj", (wide, dim))
    tower = mulan["audio_transformer"]
    heads = tower["heads"] * tower["dim_head"]
    hidden = tower["dim"] * tower["ff_mult"] * 2 // 3
    for i in range(tower["tf_depth"]):
        layer = f"mulan.audio.transformer.layers.{i}."
        found |= {layer + "0.norm.learned_gamma": (wide,), layer + "0.q_scale": (tower["dim_head"],),
                  layer + "0.k_scale": (tower["dim_head"],), layer + "0.to_q.weight": (heads, wide),
                  layer + "0.to_kv.weight": (2 * heads, wide),
                  layer + "0.to_out.0.weight": (wide, heads),
                  layer + "1.0.learned_gamma": (wide,), layer + "1.1.weight": (2 * hidden, wide),
                  layer + "1.4.weight": (wide, hidden)}
    add("mulan.audio_to_latents", (mulan["mulan"]["dim_latent"], wide))
    return found


def give_ears(folder, weights):
    """Makes the style model of `folder` one that also follows sound."""
    style = folder / "MuQ-MuLan-large"
    config = json.loads((style / "config.json").read_text())
    config["audio_model"]["model_dim"] = MUQ["encoder_dim"]
    (style / "config.json").write_text(json.dumps(config))
    (folder / "MuQ-large-msd-iter/config.json").write_text(json.dumps(MUQ))
    arrays = dict(load(style / "pytorch_model.bin"))
    for name, shape in audio_shapes(config).items():
        values = weights(name, shape)
        arrays[name] = 1 + abs(values) if name.endswith("running_var") else values
    save(style / "pytorch_model.bin", arrays)


def make(folder, kind="base", seed=1, hears=False):
    """Writes the repositories below `folder`, to be imported with `musicgen models import`. `hears`:
    with the half of the style model that a reference song needs."""
    random = numpy.random.default_rng(seed)

    def weights(name, shape):
        if name.endswith("norm.weight"):
            return numpy.ones(shape)
        return random.normal(0, 1 / numpy.sqrt(max(1, numpy.prod(shape[1:]))), shape)

    cfm = folder / REPOSITORIES[kind]
    cfm.mkdir(parents=True)
    save(cfm / "cfm_model.pt", {"transformer." + name: weights(name, shape)
                                for name, shape in shapes(SIZES, kind == "full").items()})
    (cfm / "config.json").write_text(json.dumps(
        {"model_type": "diffrhythm", "model": SIZES}))
    mulan, style = DATA / "mulan_main", random.normal(0, 1 / numpy.sqrt(512), (1, 512))
    for source, target in (
            (DATA / "vae/vae_model.pt", "DiffRhythm-vae/vae_model.pt"),
            (mulan / "pytorch_model.bin", "MuQ-MuLan-large/pytorch_model.bin"),
            (mulan / "config.json", "MuQ-MuLan-large/config.json"),
            (mulan / "config.json", "MuQ-large-msd-iter/config.json"),
            (mulan / "sentencepiece.bpe.model", "xlm-roberta-base/sentencepiece.bpe.model"),
            (mulan / "xlm_roberta_config.json", "xlm-roberta-base/config.json")):
        (folder / target).parent.mkdir(exist_ok=True)
        shutil.copy(source, folder / target)
    (folder / "diffrhythm-negative-style").mkdir()
    numpy.save(folder / "diffrhythm-negative-style/vocal.npy", style.astype("<f4"))
    if hears:
        give_ears(folder, weights)
    return folder
