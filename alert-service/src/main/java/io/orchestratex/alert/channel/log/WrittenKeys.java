package io.orchestratex.alert.channel.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the messages in a log file. Each part of the file is read once in the life of the
 * process, however often it is asked; what other processes append is read when it is asked next.
 * Not thread-safe.
 */
final class WrittenKeys {

  static final String MARK = " key=";

  /** Far more than the messages of the three days for which a delivery is tried. */
  private static final int REMEMBERED = 50_000;

  private final Set<String> keys =
      Collections.newSetFromMap(
          new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
              return size() > REMEMBERED;
            }
          });
  private @Nullable Object file;
  private long readTo;
  private long linesRead;

  /**
   * Whether a line before {@code end} is the message of this key.
   *
   * @param log the open file
   * @param end behind its last whole line
   */
  boolean contains(Path path, FileChannel log, long end, String key) throws IOException {
    Object now = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
    if (end < readTo || !Objects.equals(now, file)) {
      keys.clear();
      readTo = 0;
      file = now;
    }
    for (String line : LogLines.between(log, readTo, end)) {
      linesRead++;
      int mark = line.lastIndexOf(MARK);
      if (mark >= 0) {
        keys.add(line.substring(mark + MARK.length()));
      }
    }
    readTo = end;
    return keys.contains(key);
  }

  /** How many lines were read so far. */
  long linesRead() {
    return linesRead;
  }
}
