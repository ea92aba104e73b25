package io.orchestratex.alert.channel.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.DeliveryResult;
import io.orchestratex.alert.channel.Receiver;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/**
 * Appends one line per message to a file. The line ends with the message's key: an attempt after
 * the first looks for it, so a crash between writing and noting does not write twice. A line that a
 * crash cut in half is removed before the next one is written.
 */
@Singleton
final class LogChannel implements Channel {

  private static final String NAME = "log";

  private final Receiver file;
  private final InstantSource clock;
  private final WrittenKeys written = new WrittenKeys();

  /** Lines of the file that were read to find out whether a message is in it. */
  synchronized long linesRead() {
    return written.linesRead();
  }

  LogChannel(LogSettings settings, InstantSource clock) {
    this.file =
        new Receiver(NAME, Receiver.DEFAULT, Path.of(settings.path()).toAbsolutePath().toString());
    this.clock = clock;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<Receiver> receivers() {
    return List.of(file);
  }

  @Override
  public synchronized DeliveryResult deliver(Receiver receiver, AlertMessage message, int attempt) {
    try {
      Path file = Path.of(receiver.address());
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
        if (attempt > 1 && written.contains(file, log, end, message.key())) {
          return new DeliveryResult.Delivered();
        }
        log.truncate(end);
        ByteBuffer line = ByteBuffer.wrap((line(message) + "\n").getBytes(UTF_8));
        log.position(end);
        while (line.hasRemaining()) {
          log.write(line);
        }
        log.force(false);
      }
      return new DeliveryResult.Delivered();
    } catch (InvalidPathException e) {
      return new DeliveryResult.Refused(
          "orchestratex.alert.log.path is not a valid path: " + e.getReason());
    } catch (IOException | SecurityException e) {
      return new DeliveryResult.Later(
          receiver.address() + " cannot be written: " + e.getMessage(), null);
    }
  }

  private String line(AlertMessage message) {
    String ended = message.resolution() == null ? "" : " (" + message.resolution() + ")";
    String text =
        clock.instant().truncatedTo(ChronoUnit.MILLIS)
            + " "
            + message.state().wire().toUpperCase(Locale.ROOT)
            + " "
            + message.severity()
            + " "
            + message.rule()
            + " "
            + message.message()
            + ended
            + " since="
            + message.startsAt()
            + " alert="
            + message.alertId();
    return text.replaceAll("\\p{Cntrl}+", " ") + ending(message);
  }

  private static String ending(AlertMessage message) {
    return WrittenKeys.MARK + message.key();
  }
}
