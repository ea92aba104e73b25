package io.orchestratex.local.stack;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A small properties file with mode 0600, kept in memory and replaced as a whole. Thread-safe. */
final class PropertyFile {

  private final Path file;
  private final Map<String, String> values = new TreeMap<>();
  private @Nullable FileTime readAt;
  private boolean existed;

  PropertyFile(Path file) {
    this.file = file;
    readIfChanged();
  }

  /** Another process may have replaced the file, or deleted it with the whole stack. */
  private void readIfChanged() {
    try {
      if (!Files.exists(file)) {
        if (existed) {
          values.clear();
          existed = false;
        }
        readAt = null;
      } else if (!Files.getLastModifiedTime(file).equals(readAt)) {
        read();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private void read() throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    Properties read = new Properties();
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      read.load(reader);
    }
    existed = true;
    read.stringPropertyNames().forEach(name -> values.put(name, read.getProperty(name)));
    readAt = modified;
  }

  synchronized boolean isEmpty() {
    readIfChanged();
    return values.isEmpty();
  }

  synchronized Optional<String> find(String name) {
    readIfChanged();
    return Optional.ofNullable(values.get(name));
  }

  /** The kept value, else a new one that is kept from now on. */
  synchronized String get(String name, Supplier<String> maker) {
    readIfChanged();
    String kept = values.get(name);
    if (kept != null) {
      return kept;
    }
    String made = maker.get();
    values.put(name, made);
    write();
    return made;
  }

  synchronized void put(String name, String value) {
    readIfChanged();
    if (!value.equals(values.put(name, value))) {
      write();
    }
  }

  private void write() {
    StringBuilder text = new StringBuilder(values.size() * 40);
    values.forEach((name, value) -> text.append(name).append('=').append(value).append('\n'));
    StackFolder.privateFolder(file.getParent());
    StackFolder.writePrivately(file, text.toString());
    existed = true;
  }
}
