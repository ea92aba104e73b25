package io.orchestratex.local;

import io.orchestratex.local.process.PartProcess;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Reads the ends of log files and what is appended to them, whole lines only. */
final class LogReader {

  private static final int CHUNK = 1 << 20;
  private static final long POLL_MS = 200;

  private final StackFolder folder;
  private final List<String> names;
  private final boolean prefixed;
  private final Map<String, Long> positions = new LinkedHashMap<>();

  LogReader(StackFolder folder, List<String> names, boolean prefixed) {
    this.folder = folder;
    this.names = names;
    this.prefixed = prefixed;
  }

  void read(int tail, BooleanSupplier follow, Consumer<String> line) {
    for (String name : names) {
      List<String> lines = appended(name);
      lines
          .subList(Math.max(0, lines.size() - tail), lines.size())
          .forEach(each -> line.accept(label(name) + each));
    }
    while (follow.getAsBoolean()) {
      for (String name : names) {
        appended(name).forEach(each -> line.accept(label(name) + each));
      }
      PartProcess.pause(POLL_MS);
    }
  }

  private String label(String name) {
    return prefixed ? name + " | " : "";
  }

  /** Complete lines since the last call; at the first, those in the last megabyte. */
  private List<String> appended(String name) {
    Path log = folder.log(name);
    if (!Files.exists(log)) {
      return List.of();
    }
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
      long length = file.length();
      long from = positions.getOrDefault(name, Math.max(0, length - CHUNK));
      if (from > length) {
        from = 0;
      }
      byte[] bytes = new byte[(int) Math.min(CHUNK, length - from)];
      file.seek(from);
      file.readFully(bytes);
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      int end = text.lastIndexOf('\n') + 1;
      positions.put(name, from + end);
      return new String(bytes, 0, end, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + log, e);
    }
  }
}
