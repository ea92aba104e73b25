package io.orchestratex.backup.engine;

import java.util.OptionalLong;

/** Ability: a server of this engine says how much room its disk has. */
public interface FreeSpace {

  /** Bytes that are free where the server keeps its data; empty where it does not say. */
  OptionalLong freeBytes(EngineAccess access);
}
