package dev.backlight.crimes.memory;

import java.util.Set;

/// The names by which programs in four languages add to collections, take out of them and look at
/// them.
final class CollectionWords {

  /// Adds elements.
  static final Set<String> GROW =
      Set.of(
          "append",
          "add",
          "push",
          "unshift",
          "insert",
          "extend",
          "update",
          "setdefault",
          "set",
          "put",
          "putIfAbsent",
          "putAll",
          "computeIfAbsent",
          "compute",
          "merge",
          "offer",
          "addAll",
          "appendleft",
          "extendleft",
          "addFirst",
          "addLast",
          "offerFirst",
          "offerLast",
          "Add",
          "TryAdd",
          "AddRange",
          "GetOrAdd",
          "AddOrUpdate",
          "Enqueue",
          "Push",
          "Insert",
          "AddFirst",
          "AddLast",
          "UnionWith");

  /// Takes some out.
  static final Set<String> SHRINK =
      Set.of(
          "pop",
          "popleft",
          "remove",
          "discard",
          "delete",
          "shift",
          "Remove",
          "TryRemove",
          "RemoveAt",
          "Dequeue",
          "TryDequeue",
          "Pop",
          "TryPop",
          "TryTake",
          "Take",
          "poll",
          "pollFirst",
          "pollLast",
          "removeFirst",
          "removeLast",
          "take",
          "computeIfPresent",
          "RemoveFirst",
          "RemoveLast");

  /// Takes many out at once.
  static final Set<String> EMPTY =
      Set.of(
          "clear",
          "Clear",
          "splice",
          "drainTo",
          "removeIf",
          "retainAll",
          "removeAll",
          "RemoveAll",
          "RemoveWhere",
          "RemoveRange",
          "popitem",
          "ExceptWith",
          "IntersectWith",
          "pollFirstEntry",
          "pollLastEntry",
          "TrimExcess",
          "most_common");

  /// Takes the next out of a queue.
  static final Set<String> TAKES = Set.of("get", "get_nowait");

  /// Looks an element up.
  static final Set<String> LOOKUPS =
      Set.of(
          "get",
          "has",
          "getOrDefault",
          "containsKey",
          "contains",
          "includes",
          "indexOf",
          "TryGetValue",
          "ContainsKey",
          "Contains",
          "GetValueOrDefault",
          "computeIfAbsent",
          "GetOrAdd",
          "setdefault",
          "some",
          "find",
          "stream",
          "Any",
          "anyMatch");

  /// How many there are.
  static final Set<String> SIZES = Set.of("length", "size", "Count", "Length");

  /// A view of its elements.
  static final Set<String> VIEWS =
      Set.of("keys", "keySet", "values", "entries", "entrySet", "iterator", "Keys", "Values");

  /// Compares a size with a limit.
  static final Set<String> COMPARES = Set.of("<", ">", "<=", ">=");

  /// They only read what they are given.
  static final Set<String> READERS =
      Set.of(
          "len",
          "sorted",
          "list",
          "tuple",
          "dict",
          "set",
          "frozenset",
          "str",
          "repr",
          "print",
          "sum",
          "min",
          "max",
          "any",
          "all",
          "enumerate",
          "zip",
          "iter",
          "map",
          "filter",
          "jsonify",
          "dumps",
          "stringify",
          "keys",
          "values",
          "entries",
          "from",
          "isArray",
          "json",
          "send",
          "copyOf",
          "isinstance",
          "log",
          "info",
          "debug",
          "warn",
          "unmodifiableMap",
          "unmodifiableList",
          "unmodifiableCollection",
          "join",
          "Join",
          "concat",
          "unique",
          "Ok",
          "deepcopy",
          "copy",
          "of");

  private CollectionWords() {}
}
