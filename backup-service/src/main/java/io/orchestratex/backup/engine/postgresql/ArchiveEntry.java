package io.orchestratex.backup.engine.postgresql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an archive's table of contents. Texts are as in the archive, one character a byte.
 *
 * @param kind what it is, such as {@code TABLE DATA}
 * @param tag its name within its schema
 * @param copy the statement that its data follows
 * @param offset where its data is, where pg_dump knows
 */
record ArchiveEntry(
    int id,
    boolean hasData,
    @Nullable String catalog,
    @Nullable String oid,
    @Nullable String tag,
    @Nullable String kind,
    int section,
    @Nullable String definition,
    @Nullable String drop,
    @Nullable String copy,
    @Nullable String schema,
    @Nullable String tablespace,
    @Nullable String accessMethod,
    int relationKind,
    @Nullable String owner,
    @Nullable String withOids,
    List<String> dependencies,
    byte[] offset) {

  static final int NONE = 1;
  static final int PRE_DATA = 2;
  static final int DATA = 3;
  static final int POST_DATA = 4;

  boolean is(String... kinds) {
    return List.of(kinds).contains(String.valueOf(kind));
  }

  /** Whether it says how the archive itself is to be read. */
  boolean isFrame() {
    return is("ENCODING", "STDSTRINGS", "SEARCHPATH");
  }

  ArchiveEntry defined(String other) {
    return new ArchiveEntry(
        id,
        hasData,
        catalog,
        oid,
        tag,
        kind,
        section,
        other,
        drop,
        copy,
        schema,
        tablespace,
        accessMethod,
        relationKind,
        owner,
        withOids,
        dependencies,
        offset);
  }
}
