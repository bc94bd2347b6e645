// Boost's unordered_flat_map behind the calls of bench/rivals/linear.ts: u32 to u32, one call an operation or a batch.
//
// The hash is Boost's own way for integers: boost::hash and the table's multiply-based mixing, as a user gets it.

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include <boost/unordered/unordered_flat_map.hpp>

#define EXPORT(name) extern "C" __attribute__((export_name(#name)))

using Table = boost::unordered_flat_map<std::uint32_t, std::uint32_t>;

namespace boost {
void throw_exception(const std::exception &) { __builtin_trap(); }
void throw_exception(const std::exception &, const source_location &) { __builtin_trap(); }
}

EXPORT(allocate) void *allocate(std::size_t bytes) { return std::malloc(bytes); }
EXPORT(release) void release(void *address) { std::free(address); }

EXPORT(create) Table *create(std::size_t capacity) {
  auto *table = new Table();
  if (capacity != 0) table->reserve(capacity);
  return table;
}

EXPORT(destroy) void destroy(Table *table) { delete table; }
EXPORT(size) std::size_t size(const Table *table) { return table->size(); }

EXPORT(set) void set(Table *table, std::uint32_t key, std::uint32_t value) { (*table)[key] = value; }
EXPORT(has) bool has(const Table *table, std::uint32_t key) { return table->contains(key); }
EXPORT(remove) bool erase(Table *table, std::uint32_t key) { return table->erase(key) != 0; }

// The address of the value, or 0: neither a sentinel value nor a double crosses the border.
EXPORT(find) const std::uint32_t *find(const Table *table, std::uint32_t key) {
  const auto entry = table->find(key);
  return entry == table->end() ? nullptr : &entry->second;
}

EXPORT(putAll)
void putAll(Table *table, const std::uint32_t *keys, const std::uint32_t *values, std::size_t count) {
  for (std::size_t i = 0; i < count; i++) (*table)[keys[i]] = values[i];
}

EXPORT(addAll)
void addAll(Table *table, const std::uint32_t *keys, const std::uint32_t *values, std::size_t count) {
  for (std::size_t i = 0; i < count; i++) (*table)[keys[i]] += values[i];
}

EXPORT(getAll)
std::size_t getAll(const Table *table, const std::uint32_t *keys, std::uint32_t *values, std::uint8_t *found,
                   std::size_t count) {
  std::size_t hits = 0;
  for (std::size_t i = 0; i < count; i++) {
    const auto entry = table->find(keys[i]);
    const bool present = entry != table->end();
    values[i] = present ? entry->second : 0;
    found[i] = present;
    hits += present;
  }
  return hits;
}

EXPORT(hasAll)
std::size_t hasAll(const Table *table, const std::uint32_t *keys, std::uint8_t *found, std::size_t count) {
  std::size_t hits = 0;
  for (std::size_t i = 0; i < count; i++) {
    const bool present = table->contains(keys[i]);
    found[i] = present;
    hits += present;
  }
  return hits;
}

// Copies all entries out, so that JavaScript can call back for each.
EXPORT(entries) void entries(const Table *table, std::uint32_t *keys, std::uint32_t *values) {
  for (const auto &entry : *table) {
    *keys++ = entry.first;
    *values++ = entry.second;
  }
}
