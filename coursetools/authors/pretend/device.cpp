// A pretended accelerator, by PyTorch's door for devices of others (PrivateUse1). Its tensors say that they are elsewhere; the CPU's kernels
// compute them on the same memory. So whatever mixes up devices fails here as it fails on CUDA, and all that is right runs.
#include <ATen/CPUGeneratorImpl.h>
#include <ATen/EmptyTensor.h>
#include <ATen/core/LegacyTypeDispatch.h>
#include <ATen/core/Tensor.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/detail/PrivateUse1HooksInterface.h>
#include <ATen/ops/set_cpu_dispatch.h>
#include <ATen/ops/set_native.h>
#include <c10/core/CPUAllocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <c10/core/impl/alloc_cpu.h>
#include <pthread.h>
#include <torch/library.h>

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace {

const c10::Device DEVICE(c10::kPrivateUse1, 0);
const c10::DispatchKeySet KEYS(c10::DispatchKey::PrivateUse1);

// ------------------------------------------------------------------------------------------------- what the device refuses by itself
bool refuses_float64 = false;  // as MPS does
bool used = false, forked = false;

// To be called wherever the device works: like CUDA, it cannot be used in a process that was forked after its first use.
void touch() {
  TORCH_CHECK(!forked, "Cannot re-initialize the accelerator in forked subprocess. "
                       "To use it with multiprocessing, you must use the 'spawn' start method");
  if (!used) {
    used = true;
    pthread_atfork(nullptr, nullptr, [] { forked = true; });
  }
}

void check_dtype(c10::ScalarType dtype) {
  TORCH_CHECK_TYPE(!(refuses_float64 && (dtype == c10::kDouble || dtype == c10::kComplexDouble)),
                   "Cannot convert a pretend Tensor to float64 dtype as the device (like MPS) doesn't support float64. Please use float32 instead.");
}

void check_ordinal(const std::optional<c10::Device>& device) {
  TORCH_CHECK(!device || device->index() <= 0, "invalid device ordinal: there is one pretended device, not ", *device);
}

// -------------------------------------------------------------------------------------------------------------------- memory, randomness
struct Memory final : c10::Allocator {
  c10::DataPtr allocate(size_t n) override {
    touch();
    void* data = c10::alloc_cpu(n);
    return {data, data, &c10::free_cpu, DEVICE};
  }
  c10::DeleterFnPtr raw_deleter() const override { return &c10::free_cpu; }
  void copy_data(void* to, const void* from, size_t n) const override { std::memcpy(to, from, n); }
};
Memory memory;
REGISTER_ALLOCATOR(c10::kPrivateUse1, &memory)

// From the same seed another stream than the CPU's, as on every real accelerator.
struct Random final : c10::GeneratorImpl {
  Random(at::Generator cpu, uint64_t seed) : GeneratorImpl(DEVICE, KEYS), cpu(std::move(cpu)), seed_(seed) {}
  void set_current_seed(uint64_t seed) override { seed_ = seed, cpu.set_current_seed(seed ^ 0x5DEECE66DULL); }
  uint64_t current_seed() const override { return seed_; }
  uint64_t seed() override {
    set_current_seed(c10::detail::getNonDeterministicRandom());
    return seed_;
  }
  void set_offset(uint64_t) override {}
  uint64_t get_offset() const override { return 0; }
  void set_state(const c10::TensorImpl& state) override { cpu.unsafeGetGeneratorImpl()->set_state(state); }
  c10::intrusive_ptr<c10::TensorImpl> get_state() const override { return cpu.unsafeGetGeneratorImpl()->get_state(); }
  Random* clone_impl() const override { return new Random(cpu.clone(), seed_); }

  at::Generator cpu;  // draws the numbers
  uint64_t seed_;
};

at::Generator new_generator() {
  auto made = at::make_generator<Random>(at::detail::createCPUGenerator(), 0);
  made.set_current_seed(c10::default_rng_seed_val);
  return made;
}

at::Generator& default_generator() {
  static at::Generator made = new_generator();
  return made;
}

// ------------------------------------------------------------------------------------------- one device, without streams to speak of
struct Guard final : c10::impl::DeviceGuardImplInterface {
  static constexpr c10::DeviceType static_type = c10::kPrivateUse1;
  const c10::Stream stream{c10::Stream::DEFAULT, DEVICE};
  c10::DeviceType type() const override { return c10::kPrivateUse1; }
  c10::Device exchangeDevice(c10::Device) const override { return DEVICE; }
  c10::Device getDevice() const override { return DEVICE; }
  void setDevice(c10::Device d) const override { check_ordinal(d); }
  void uncheckedSetDevice(c10::Device) const noexcept override {}
  c10::Stream getStream(c10::Device) const override { return stream; }
  c10::Stream getDefaultStream(c10::Device) const override { return stream; }
  c10::Stream getStreamFromGlobalPool(c10::Device, bool) const override { return stream; }
  c10::Stream getNewStream(c10::Device, int) const override { return stream; }
  c10::Stream exchangeStream(c10::Stream) const override { return stream; }
  void record(void**, const c10::Stream&, c10::DeviceIndex, c10::EventFlag) const override {}
  void block(void*, const c10::Stream&) const override {}
  bool queryEvent(void*) const override { return true; }
  bool queryStream(const c10::Stream&) const override { return true; }
  void synchronizeStream(const c10::Stream&) const override {}
  void synchronizeEvent(void*) const override {}
  void synchronizeDevice(c10::DeviceIndex) const override {}
  double elapsedTime(void*, void*, c10::DeviceIndex) const override { return 0; }
  c10::DeviceIndex deviceCount() const noexcept override { return 1; }
};
C10_REGISTER_GUARD_IMPL(PrivateUse1, Guard)

struct Hooks final : at::PrivateUse1HooksInterface {
  bool isBuilt() const override { return true; }
  bool isAvailable() const override { return true; }
  bool hasPrimaryContext(c10::DeviceIndex) const override { return true; }
  c10::DeviceIndex deviceCount() const override { return 1; }
  void setCurrentDevice(c10::DeviceIndex) const override {}
  c10::DeviceIndex getCurrentDevice() const override { return 0; }
  c10::DeviceIndex exchangeDevice(c10::DeviceIndex) const override { return 0; }
  c10::DeviceIndex maybeExchangeDevice(c10::DeviceIndex) const override { return 0; }
  const at::Generator& getDefaultGenerator(c10::DeviceIndex) const override { return default_generator(); }
  at::Generator getNewGenerator(c10::DeviceIndex) const override { return new_generator(); }
  at::Device getDeviceFromPtr(void*) const override { return DEVICE; }
  at::Allocator* getPinnedMemoryAllocator() const override { return c10::GetCPUAllocator(); }
  void resizePrivateUse1Bytes(const c10::Storage& storage, size_t n) const override {
    auto data = memory.allocate(n);
    std::memcpy(data.get(), storage.data(), std::min(n, storage.nbytes()));
    storage.unsafeGetStorageImpl()->set_data_ptr_noswap(std::move(data));
    storage.unsafeGetStorageImpl()->set_nbytes(n);
  }
};

// ------------------------------------------------------------------------------------------------------------ both sides of the memory
at::Tensor tensor_over(const c10::Storage& storage, c10::DispatchKeySet keys, const at::Tensor& like) {
  auto made = at::detail::make_tensor<c10::TensorImpl>(c10::Storage(storage), keys, like.dtype());
  made.unsafeGetTensorImpl()->set_sizes_and_strides(like.sizes(), like.strides(), like.storage_offset());
  return made;
}

c10::DataPtr kept(const c10::Storage& cpu) {  // memory that a CPU kernel allocated, as the device's
  auto* owner = new c10::Storage(cpu);
  return {owner->mutable_data(), owner, [](void* p) { delete static_cast<c10::Storage*>(p); }, DEVICE};
}

void check_strided(const at::Tensor& t) {
  TORCH_CHECK_NOT_IMPLEMENTED(t.layout() == c10::kStrided, "the pretended device has no ", t.layout(), " tensors");
}

// The arguments of one call as CPU tensors over the same memory, and the way back for its results.
class Aliases {
 public:
  at::Tensor here(const at::Tensor& there) {
    for (auto& [device, cpu] : tensors_)
      if (device.is_same(there)) return cpu;
    check_strided(there);
    auto* impl = there.storage().unsafeGetStorageImpl();
    const c10::Storage* cpu = nullptr;
    for (auto& [device, other] : storages_)
      if (device.unsafeGetStorageImpl() == impl) cpu = &other;
    if (cpu == nullptr) {
      c10::DataPtr data(impl->mutable_data(), c10::kCPU);  // borrowed: the device's storage outlives the call
      storages_.emplace_back(there.storage(),
                             c10::Storage(c10::Storage::use_byte_size_t(), impl->nbytes(), std::move(data), c10::GetCPUAllocator(), true));
      cpu = &storages_.back().second;
    }
    return tensors_.emplace_back(there, tensor_over(*cpu, c10::DispatchKeySet(c10::DispatchKey::CPU), there)).second;
  }

  at::Tensor there(const at::Tensor& here) {
    if (!here.defined()) return here;
    for (auto& [device, cpu] : tensors_)
      if (cpu.is_same(here)) return device;
    check_strided(here);
    check_dtype(here.scalar_type());
    for (auto& [device, cpu] : storages_)
      if (cpu.unsafeGetStorageImpl() == here.storage().unsafeGetStorageImpl()) return view_over(device, here);
    storages_.emplace_back(c10::Storage(c10::Storage::use_byte_size_t(), here.storage().nbytes(), kept(here.storage()), &memory, true),
                           here.storage());
    return tensor_over(storages_.back().first, KEYS, here);
  }

  void write_back() {  // what the kernel resized
    for (auto& [device, cpu] : storages_) {
      if (device.data() == cpu.data() && device.nbytes() == cpu.nbytes()) continue;
      device.unsafeGetStorageImpl()->set_data_ptr_noswap(kept(cpu));
      device.unsafeGetStorageImpl()->set_nbytes(cpu.nbytes());
    }
    for (auto& [device, cpu] : tensors_)
      if (device.sizes() != cpu.sizes() || device.strides() != cpu.strides() || device.storage_offset() != cpu.storage_offset())
        device.unsafeGetTensorImpl()->set_sizes_and_strides(cpu.sizes(), cpu.strides(), cpu.storage_offset());
  }

  bool none() const { return tensors_.empty(); }

  bool is_new(const at::Tensor& here) const {  // no argument's memory
    for (auto& [device, cpu] : storages_)
      if (cpu.unsafeGetStorageImpl() == here.storage().unsafeGetStorageImpl()) return false;
    return true;
  }

 private:
  at::Tensor view_over(const c10::Storage& storage, const at::Tensor& here) {  // in inference mode a normal tensor's view stays normal
    auto keys = KEYS;
    for (auto& [device, cpu] : tensors_)
      if (device.storage().is_alias_of(storage)) keys = device.key_set();
    if (keys == KEYS) return tensor_over(storage, KEYS, here);
    auto made = at::detail::make_tensor<c10::TensorImpl>(c10::TensorImpl::VIEW, c10::Storage(storage), keys, here.dtype());
    made.unsafeGetTensorImpl()->set_sizes_and_strides(here.sizes(), here.strides(), here.storage_offset());
    return made;
  }

  std::vector<std::pair<at::Tensor, at::Tensor>> tensors_;     // the device's, ours
  std::vector<std::pair<c10::Storage, c10::Storage>> storages_;  // the same
};

// ----------------------------------------------------------------------------------------------------------- every operator of the CPU
std::unordered_set<std::string> takes_cpu_scalars;  // CUDA checks no devices there (native_functions.yaml: device_check: NoCheck)

struct Traits {
  bool takes_cpu_scalars;
  bool indexes;
  bool draws;
  bool rounds;    // its kernels round otherwise on another device
  int generator;  // place among the arguments, or -1
};

const Traits& traits_of(const c10::OperatorHandle& op) {
  static thread_local std::unordered_map<const void*, Traits> known;
  static const std::unordered_set<std::string> rounding{"mm", "addmm", "bmm", "baddbmm", "mv", "addmv", "dot", "exp", "log", "tanh", "sigmoid",
                                                        "_softmax", "_log_softmax", "var", "std", "linalg_vector_norm", "native_layer_norm"};
  auto [at, is_new] = known.try_emplace(&op.schema());
  if (is_new) {
    const auto& schema = op.schema();
    const auto name = schema.name().substr(schema.name().find("::") + 2);
    const auto full = schema.overload_name().empty() ? name : name + "." + schema.overload_name();
    at->second = {takes_cpu_scalars.count(full) > 0, name.find("index") != std::string::npos, op.hasTag(at::Tag::nondeterministic_seeded),
                  rounding.count(name) > 0, -1};
    for (size_t i = 0; i < schema.arguments().size(); ++i)
      if (schema.arguments()[i].type()->str().find("Generator") != std::string::npos) at->second.generator = static_cast<int>(i);
  }
  return at->second;
}

// One argument as the CPU's kernel may have it; refused where CUDA would refuse it.
at::Tensor argument(Aliases& aliases, const c10::OperatorHandle& op, const Traits& traits, const c10::Argument& arg, const at::Tensor& given) {
  if (!given.defined()) return given;
  if (given.device() == DEVICE) return aliases.here(given);
  const auto& name = op.schema().name();
  TORCH_CHECK(given.is_cpu(), "Expected all tensors to be on the same device, but found at least two devices, ", DEVICE, " and ",
              given.device(), "! (", name, ")");
  if (traits.generator >= 0 && aliases.none()) return given;  // the generator alone brought us here: it is looked at in its turn
  TORCH_CHECK(!(traits.indexes && arg.name() == "self" && given.dim() > 0),
              "indices should be either on cpu or on the same device as the indexed tensor (cpu)");
  if (traits.indexes && arg.name() == "indices") return given;
  const bool written = arg.alias_info() != nullptr && arg.alias_info()->isWrite();
  TORCH_CHECK(!written && traits.takes_cpu_scalars && given.dim() == 0,
              "Expected all tensors to be on the same device, but found at least two devices, ", DEVICE,
              " and cpu! (when checking argument ", arg.name(), " of ", name, ")");
  return given;
}

at::Generator generator_for(const c10::IValue& value, const Aliases& aliases, const c10::FunctionSchema& schema, c10::ArrayRef<c10::IValue> arguments) {
  const at::Generator given = value.isNone() ? default_generator() : value.toGenerator();
  bool some_there = false, some_here = false;
  for (const auto& other : arguments)
    if (other.isTensor() && other.toTensor().defined()) (other.toTensor().device() == DEVICE || !aliases.none() ? some_there : some_here) = true;
  TORCH_CHECK(some_there || !some_here, "Expected a 'cpu' device type for generator but found '", DEVICE.type(), "'");
  TORCH_CHECK(given.device() == DEVICE, "Expected a '", DEVICE.type(), "' device type for generator but found '", given.device().type(), "'");
  return given.get<Random>()->cpu;
}

// While it lives, what draws without asking for a generator (dropout) draws from the device's.
class DrawsThere {
 public:
  explicit DrawsThere(bool on) {
    if (!on) return;
    before_ = cpu().get_state();
    cpu().set_state(default_generator().get_state());
  }
  ~DrawsThere() {
    if (!before_.defined()) return;
    default_generator().set_state(cpu().get_state());
    cpu().set_state(before_);
  }

 private:
  static at::Generator& cpu() { return const_cast<at::Generator&>(at::detail::getDefaultCPUGenerator()); }
  at::Tensor before_;
};

template <typename F>
void for_each_tensor(c10::IValue& value, F change) {
  if (value.isTensor()) {
    value = change(value.toTensor());
  } else if (value.isTensorList()) {
    c10::List<at::Tensor> list;
    for (const at::Tensor& t : value.toTensorVector()) list.push_back(change(t));
    value = list;
  } else if (value.isOptionalTensorList()) {
    c10::List<std::optional<at::Tensor>> list;
    for (const auto& t : value.toOptionalTensorVector()) list.push_back(t ? std::optional<at::Tensor>(change(*t)) : std::nullopt);
    value = list;
  }
}

// What looks exact stays, since it is exact on every device: whole numbers, and those whose mantissa ends in many zeros.
template <typename T, typename Bits>
void change_last_bit(const at::Tensor& t) {
  constexpr Bits second_half = (Bits{1} << (std::numeric_limits<T>::digits / 2)) - 1;
  auto* numbers = static_cast<T*>(t.storage().unsafeGetStorageImpl()->mutable_data());
  for (size_t i = 0; i < t.storage().nbytes() / sizeof(T); ++i) {
    Bits bits;
    std::memcpy(&bits, &numbers[i], sizeof(T));
    if ((bits & second_half) != 0 && numbers[i] != std::nearbyint(numbers[i])) numbers[i] *= 1 + std::numeric_limits<T>::epsilon();
  }
}

void on_cpu(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  touch();
  const auto& schema = op.schema();
  const auto& traits = traits_of(op);
  const size_t n_arguments = schema.arguments().size(), first = stack->size() - n_arguments;
  Aliases aliases;
  for (size_t i = 0; i < n_arguments; ++i) {
    auto& value = (*stack)[first + i];
    if (static_cast<int>(i) == traits.generator)
      value = generator_for(value, aliases, schema, c10::ArrayRef<c10::IValue>(stack->data() + first, n_arguments));
    else if (value.isDevice())
      value = c10::Device(c10::kCPU);
    else
      for_each_tensor(value, [&](const at::Tensor& t) { return argument(aliases, op, traits, schema.arguments()[i], t); });
  }
  {
    at::AutoDispatchBelowADInplaceOrView below;
    DrawsThere draws(traits.draws && traits.generator < 0);
    op.redispatchBoxed(c10::DispatchKeySet(c10::DispatchKey::CPU), stack);
    for (size_t i = stack->size() - schema.returns().size(); traits.rounds && i < stack->size(); ++i)
      for_each_tensor((*stack)[i], [&](const at::Tensor& t) {
        if (t.defined() && aliases.is_new(t) && t.scalar_type() == c10::kFloat) change_last_bit<float, uint32_t>(t);
        if (t.defined() && aliases.is_new(t) && t.scalar_type() == c10::kDouble) change_last_bit<double, uint64_t>(t);
        return t;
      });
  }
  aliases.write_back();
  for (size_t i = stack->size() - schema.returns().size(); i < stack->size(); ++i)
    for_each_tensor((*stack)[i], [&](const at::Tensor& t) { return aliases.there(t); });
}

// ------------------------------------------------------------------------- what no CPU kernel can stand for: making, copying, adopting
at::Tensor empty(c10::IntArrayRef size, std::optional<c10::ScalarType> dtype, std::optional<c10::Layout> layout, std::optional<c10::Device> device,
                 std::optional<bool> pinned, std::optional<c10::MemoryFormat> format) {
  check_ordinal(device);
  TORCH_CHECK_NOT_IMPLEMENTED(c10::layout_or_default(layout) == c10::kStrided, "the pretended device has strided tensors only");
  TORCH_CHECK(!c10::pinned_memory_or_default(pinned), "Only dense CPU tensors can be pinned");
  check_dtype(c10::dtype_or_default(dtype));
  return at::detail::empty_generic(size, &memory, KEYS, c10::dtype_or_default(dtype), format);
}

at::Tensor empty_strided(c10::IntArrayRef size, c10::IntArrayRef stride, std::optional<c10::ScalarType> dtype, std::optional<c10::Layout>,
                         std::optional<c10::Device> device, std::optional<bool>) {
  check_ordinal(device);
  check_dtype(c10::dtype_or_default(dtype));
  return at::detail::empty_strided_generic(size, stride, &memory, KEYS, c10::dtype_or_default(dtype));
}

at::Tensor zero_tangent(c10::IntArrayRef size, std::optional<c10::ScalarType> dtype, std::optional<c10::Layout> layout,
                        std::optional<c10::Device> device, std::optional<bool> pinned) {
  return empty(size, dtype, layout, device, pinned, std::nullopt).zero_();
}

at::Tensor copy_from(const at::Tensor& from, const at::Tensor& to, bool) {
  touch();
  Aliases aliases;
  at::AutoDispatchBelowADInplaceOrView below;
  auto target = to.device() == DEVICE ? aliases.here(to) : to;
  target.copy_(from.device() == DEVICE ? aliases.here(from) : from);
  return to;
}

at::Tensor copy_from_and_resize(const at::Tensor& from, const at::Tensor& to) {
  to.resize_(from.sizes());
  return copy_from(from, to, false);
}

at::Tensor& set_tensor(at::Tensor& self, const at::Tensor& source) { return at::native::set_tensor_(self, source); }
at::Tensor& set_storage(at::Tensor& self, at::Storage source) { return at::native::set_(self, source); }
at::Tensor& set_part(at::Tensor& self, at::Storage source, int64_t offset, c10::IntArrayRef size, c10::IntArrayRef stride) {
  return at::cpu::set_(self, source, offset, size, stride);
}

TORCH_LIBRARY_IMPL(_, PrivateUse1, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&on_cpu>()); }

TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", empty);
  m.impl("empty_strided", empty_strided);
  m.impl("_efficientzerotensor", zero_tangent);
  m.impl("_copy_from", copy_from);
  m.impl("_copy_from_and_resize", copy_from_and_resize);
  m.impl("set_.source_Tensor", set_tensor);
  m.impl("set_.source_Storage", set_storage);
  m.impl("set_.source_Storage_storage_offset", set_part);
}

// Where an operator has a CPU kernel and another made of further operators, a fallback alone would come second: the CPU's is asked for by name.
void take_cpu_kernels() {
  static torch::Library aten(torch::Library::IMPL, "aten", c10::DispatchKey::PrivateUse1, __FILE__, __LINE__);
  for (const auto& name : c10::Dispatcher::singleton().getAllOpNames()) {
    const auto op = c10::Dispatcher::singleton().findOp(name);
    if (name.name.rfind("aten::", 0) != 0 || !op || !op->hasSchema() || !op->hasKernelForDispatchKey(c10::DispatchKey::CPU) ||
        op->hasKernelForDispatchKey(c10::DispatchKey::PrivateUse1) || op->hasKernelForDispatchKey(c10::DispatchKey::CompositeImplicitAutograd))
      continue;
    const auto full = name.overload_name.empty() ? name.name : name.name + "." + name.overload_name;
    aten.impl(full.c_str(), torch::CppFunction::makeFromBoxedFunction<&on_cpu>());
  }
}

// ---------------------------------------------------------------------------------------------------- what Python calls (torch.ops.pretend)
TORCH_LIBRARY(pretend, m) {
  m.def("start(str[] takes_cpu_scalars, bool refuses_float64) -> ()", [](std::vector<std::string> names, bool no_float64) {
    static Hooks hooks;
    takes_cpu_scalars.insert(names.begin(), names.end());
    refuses_float64 = no_float64;
    at::RegisterPrivateUse1HooksInterface(&hooks);
    take_cpu_kernels();
  });
  m.def("seed(int seed) -> ()", [](int64_t seed) { default_generator().set_current_seed(static_cast<uint64_t>(seed)); });
  m.def("get_rng_state() -> Tensor", [] { return default_generator().get_state(); });
  m.def("set_rng_state(Tensor state) -> ()", [](const at::Tensor& state) { default_generator().set_state(state); });
  m.def("forked() -> bool", [] { return forked; });
}

}  // namespace
