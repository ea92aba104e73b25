package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.InputStream;

/** Hands out the files of a backup, decrypted and checked while they are read. */
@FunctionalInterface
public interface DumpSource {

  /** Opens the file of a scope from its beginning. */
  InputStream open(String scope) throws IOException;
}
