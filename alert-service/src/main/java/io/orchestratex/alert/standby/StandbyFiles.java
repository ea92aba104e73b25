package io.orchestratex.alert.standby;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of a standby, each written whole and put in place of the one before; only the service
 * may read them, because a receiver's address may be a secret. Processes that share the folder have
 * a place each, which is theirs while they live; what a dead one left is adopted by the next that
 * starts. A fault of the disk is logged: what is in memory is delivered all the same.
 */
@Singleton
final class StandbyFiles implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StandbyFiles.class);
  private static final TypeReference<List<StandbyAlert>> ALERTS = new TypeReference<>() {};
  private static final String ALERTS_FILE = "alerts.json";
  private static final String LAST_KNOWN_FILE = "last-known.json";
  private static final int PLACES = 16;

  private final Path root;
  private final ObjectMapper json;
  private final Place own;

  /** A folder that no other process writes to. */
  private record Place(Path folder, @Nullable FileChannel lock) {}

  StandbyFiles(StandbySettings settings, ObjectMapper json) {
    this.root = Path.of(settings.path()).toAbsolutePath();
    this.json = json;
    Place free = null;
    for (int i = 0; i < PLACES && free == null; i++) {
      free = taken(i);
    }
    this.own = free == null ? new Place(root.resolve("shared"), null) : free;
  }

  private @Nullable Place taken(int number) {
    Path folder = root.resolve(Integer.toString(number));
    FileChannel file = null;
    try {
      Files.createDirectories(folder);
      file =
          FileChannel.open(
              folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (file.tryLock() != null) {
        return new Place(folder, file);
      }
      file.close();
    } catch (OverlappingFileLockException e) {
      release(new Place(folder, file));
    } catch (IOException | SecurityException e) {
      LOG.atError()
          .log(
              "orchestratex.alert.standby.path cannot be used, so alerts that are raised while"
                  + " MongoDB is away are lost with this process: {}",
              e.getMessage());
    }
    return null;
  }

  private static void release(Place place) {
    try {
      if (place.lock() != null) {
        place.lock().close();
      }
    } catch (IOException e) {
      LOG.atWarn().log("{} cannot be closed: {}", place.folder(), e.getMessage());
    }
  }

  @Override
  @PreDestroy
  public void close() {
    release(own);
  }

  /** What this process, or one that is dead, has kept. */
  List<StandbyAlert> alerts() {
    Map<String, StandbyAlert> all = new LinkedHashMap<>();
    alerts(own).forEach(alert -> all.put(alert.id(), alert));
    for (int i = 0; i < PLACES; i++) {
      Path folder = root.resolve(Integer.toString(i));
      if (folder.equals(own.folder()) || !Files.exists(folder.resolve(ALERTS_FILE))) {
        continue;
      }
      Place dead = taken(i);
      if (dead != null) {
        alerts(dead).forEach(alert -> all.putIfAbsent(alert.id(), alert));
        keep(List.copyOf(all.values()));
        write(dead, ALERTS_FILE, List.of());
        release(dead);
      }
    }
    return List.copyOf(all.values());
  }

  private List<StandbyAlert> alerts(Place place) {
    return read(place, ALERTS_FILE).flatMap(text -> parsed(text, ALERTS)).orElse(List.of());
  }

  void keep(List<StandbyAlert> alerts) {
    write(own, ALERTS_FILE, alerts);
  }

  Optional<LastKnown> lastKnown() {
    return read(own, LAST_KNOWN_FILE).flatMap(text -> parsed(text, new TypeReference<>() {}));
  }

  void keep(LastKnown lastKnown) {
    write(own, LAST_KNOWN_FILE, lastKnown);
  }

  private static Optional<String> read(Place place, String name) {
    try {
      return Optional.of(Files.readString(place.folder().resolve(name)));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | SecurityException e) {
      LOG.atError().log("{} cannot be read: {}", place.folder().resolve(name), e.getMessage());
      return Optional.empty();
    }
  }

  private <T> Optional<T> parsed(String text, TypeReference<T> type) {
    try {
      return Optional.of(json.readValue(text, type));
    } catch (JsonProcessingException e) {
      LOG.atError().log("a file in {} is not readable: {}", root, e.getOriginalMessage());
      return Optional.empty();
    }
  }

  private void write(Place place, String name, Object content) {
    try {
      Files.createDirectories(place.folder());
      Path fresh = place.folder().resolve(name + ".new");
      try (FileChannel file =
          FileChannel.open(
              fresh,
              Set.of(
                  StandardOpenOption.CREATE,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.TRUNCATE_EXISTING),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        ByteBuffer text = ByteBuffer.wrap(json.writeValueAsString(content).getBytes(UTF_8));
        while (text.hasRemaining()) {
          file.write(text);
        }
        file.force(true);
      }
      Files.move(fresh, place.folder().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | SecurityException e) {
      LOG.atError()
          .log(
              "{} cannot be written, so its content is lost with this process: {}",
              place.folder().resolve(name),
              e.getMessage());
    }
  }
}
