package io.orchestratex.alert.channel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.Delivery;
import io.orchestratex.alert.channel.Notice;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/**
 * Appends one line per notice to a file. The line ends with the notice's key: an attempt after the
 * first looks for it, so a crash between writing and noting does not write twice. A line that a
 * crash cut in half is removed before the next one is written.
 */
@Singleton
final class LogChannel implements Channel {

  private final Path file;
  private final InstantSource clock;

  LogChannel(LogSettings settings, InstantSource clock) {
    this.file = Path.of(settings.path()).toAbsolutePath();
    this.clock = clock;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public boolean ready() {
    return true;
  }

  @Override
  public synchronized Delivery tell(Notice notice, int attempt) {
    try {
      Path folder = file.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      try (FileChannel log =
              FileChannel.open(
                  file,
                  StandardOpenOption.CREATE,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE);
          FileLock _ = log.lock()) {
        long end = LogLines.endOfLastWholeLine(log);
        if (attempt > 1 && LogLines.anyEndsWith(log, end, ending(notice))) {
          return new Delivery.Told();
        }
        log.truncate(end);
        ByteBuffer line = ByteBuffer.wrap((line(notice) + "\n").getBytes(UTF_8));
        log.position(end);
        while (line.hasRemaining()) {
          log.write(line);
        }
        log.force(false);
      }
      return new Delivery.Told();
    } catch (IOException | SecurityException e) {
      return new Delivery.Later(file + " cannot be written: " + e.getMessage(), null);
    }
  }

  private String line(Notice notice) {
    String ended = notice.resolution() == null ? "" : " (" + notice.resolution() + ")";
    String text =
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + notice.state().wire().toUpperCase(Locale.ROOT)
            + " "
            + notice.severity()
            + " "
            + notice.rule()
            + " "
            + notice.message()
            + ended
            + " since="
            + notice.startsAt()
            + " alert="
            + notice.alertId();
    return text.replaceAll("\\p{Cntrl}+", " ") + ending(notice);
  }

  private static String ending(Notice notice) {
    return " key=" + notice.key();
  }
}
