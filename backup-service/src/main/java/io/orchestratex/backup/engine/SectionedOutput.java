package io.orchestratex.backup.engine;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file in the making whose content comes in sections, such as the files of a tar: each is cut
 * into blocks from its own beginning, so that one that grows moves no other's.
 */
public abstract class SectionedOutput extends OutputStream {

  /** Ends the section: what follows is cut as if a file began there. */
  public abstract void endSection() throws IOException;

  /** Ends the section of a file, where its target knows sections. */
  public static void endSection(OutputStream out) throws IOException {
    if (out instanceof SectionedOutput sectioned) {
      sectioned.endSection();
    }
  }
}
