package io.orchestratex.backup.vault;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file on its way into a vault. It is committed or aborted, and only {@link #commit} makes it
 * exist; closing the handle without a commit aborts it. For one thread.
 */
public interface Upload extends AutoCloseable {

  /** Takes the content. Closing it ends the content, and commits nothing. */
  OutputStream content();

  /**
   * Makes the file exist, whole and on stable storage. May be called again after it failed: the
   * reply may have been lost.
   *
   * @throws AlreadyStoredException when another upload has made a file of this key
   * @throws IOException also when any write to the content has failed before
   */
  void commit() throws IOException;

  /**
   * Drops the content. Once this has returned the upload will never become a file. Does nothing
   * after a commit that succeeded, and never removes a file that exists.
   */
  void abort() throws IOException;

  @Override
  default void close() throws IOException {
    abort();
  }
}
