package io.orchestratex.backup.engine.redis;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What databases hold: per database and type of value an object such as {@code db0.hash}, per key a
 * record of its name, its value and when it expires. Functions are the object {@code
 * functions.libraries}.
 */
final class KeyFacts {

  /** What stands for a database in the name of functions, which belong to none. */
  static final String FUNCTIONS = "functions";

  private static final String DATABASE = "db";

  private final Map<String, Facts> byName = new TreeMap<>();
  private final Set<String> beside = new HashSet<>();
  private long expiring;
  private long keys;

  private static final class Facts {
    private final ContentHash hash = new ContentHash();
    private long bytes;
  }

  /** The name of a database. */
  static String name(int database) {
    return DATABASE + database;
  }

  /** The number of a database. */
  static int number(String name) {
    return Integer.parseInt(name.substring(DATABASE.length()));
  }

  /** Whether a name is that of a numbered database. */
  static boolean isDatabase(String name) {
    return name.matches(DATABASE + "\\d{1,6}");
  }

  private Facts of(String name) {
    return byName.computeIfAbsent(name, _ -> new Facts());
  }

  /** Reads the value of a key and adds it. */
  void add(int database, byte[] key, long expiry, int type, RdbInput value) throws IOException {
    if (Marks.isMark(key)) {
      if (Marks.isBeside(key)) {
        beside.add(name(database));
      }
      ValueHash.skip(value, type);
      return;
    }
    Facts facts = of(name(database) + "." + ValueType.of(type).text());
    byte[] head = ByteBuffer.allocate(16).putLong(key.length).putLong(expiry).array();
    facts.hash.part(head, 0, head.length);
    facts.hash.part(key, 0, key.length);
    ValueHash read = new ValueHash(value, facts.hash);
    read.read(type);
    facts.hash.end();
    facts.bytes += key.length + read.bytes();
    keys++;
    if (expiry != RdbReader.NEVER) {
      expiring++;
    }
  }

  /** Adds a library of functions. */
  void addFunction(byte[] code) {
    Facts facts = of(FUNCTIONS + ".libraries");
    facts.hash.add(code, 0, code.length);
    facts.bytes += code.length;
  }

  /** What there is, without the databases that a restore has loaded or keeps. */
  List<ObjectFact> facts() {
    return byName.entrySet().stream()
        .map(each -> fact(each.getKey(), each.getValue()))
        .filter(fact -> !beside.contains(fact.database()))
        .toList();
  }

  private static ObjectFact fact(String name, Facts facts) {
    ObjectFact fact = facts.hash.fact(name);
    return new ObjectFact(name, fact.count(), fact.hash(), facts.bytes);
  }

  /** How many keys there are. */
  long keys() {
    return keys;
  }

  /** How many of them expire. */
  long expiring() {
    return expiring;
  }
}
