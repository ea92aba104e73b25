package io.orchestratex.backup.vault.filesystem;

/**
 * How many bytes all uploads together may still take. It is measured when an upload begins, and
 * what any of them writes counts from then on. Thread safe.
 */
final class Room {

  private long left;

  synchronized void refresh(long bytes) {
    left = bytes;
  }

  /** Takes some; false when there is not so much. */
  synchronized boolean take(long bytes) {
    if (left < bytes) {
      return false;
    }
    left -= bytes;
    return true;
  }
}
