package io.orchestratex.alert.channel.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.ChannelContract;
import io.orchestratex.alert.channel.DeliveryResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogChannelTest extends ChannelContract {

  @TempDir Path folder;
  private Path file;
  private LogChannel channel;

  @BeforeEach
  void open() {
    file = folder.resolve("data").resolve("alerts.log");
    channel = new LogChannel(new LogSettings(file.toString()), InstantSource.fixed(T0));
  }

  private void deliver(AlertMessage message, int attempt) {
    assertThat(channel.deliver(channel.receivers().getFirst(), message, attempt))
        .isEqualTo(new DeliveryResult.Delivered());
  }

  @Override
  protected Channel channel() {
    return channel;
  }

  @Override
  protected List<String> keysReceived() {
    return lines().stream().map(line -> line.substring(line.lastIndexOf("key=") + 4)).toList();
  }

  @Override
  protected void breakReceiver() {
    try {
      Files.writeString(folder.resolve("data"), "a file where the folder should be");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void repairReceiver() {
    try {
      Files.delete(folder.resolve("data"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aLineSaysWhatHappened() {
    deliver(message("k1", AlertMessage.State.RESOLVED, "x.y shrank from 9 to 1"), 1);

    assertThat(lines())
        .containsExactly(
            "2026-11-21T10:00:00Z RESOLVED critical collection-shrank x.y shrank from 9 to 1"
                + " (Back to normal) since=2026-11-21T10:00:00Z alert=a1 key=k1");
  }

  @Test
  void aLineThatACrashCutInHalfIsWrittenAgainWhole() throws IOException {
    deliver(message("k1", AlertMessage.State.FIRING, "first"), 1);
    Files.writeString(file, "2026-11-21T10:00:00Z FIRING crit", StandardOpenOption.APPEND);

    deliver(message("k2", AlertMessage.State.FIRING, "second"), 2);

    assertThat(keysReceived()).containsExactly("k1", "k2");
  }

  @Test
  void theTailIsTheLastLines() throws IOException {
    deliver(message("k0", AlertMessage.State.FIRING, "message ".repeat(10)), 1);
    // Each delivery waits for the disk, so the other lines are numbered copies.
    String line = lines().getFirst();
    Files.write(
        file,
        IntStream.range(1, 300).mapToObj(i -> line.replace("key=k0", "key=k" + i)).toList(),
        StandardOpenOption.APPEND);
    assertThat(keysReceived()).endsWith("k298", "k299");
    try (FileChannel log = FileChannel.open(file)) {
      assertThat(LogLines.tail(log, 20)).isEqualTo(lines().subList(280, 300));
      assertThat(LogLines.tail(log, 1_000)).isEqualTo(lines());
      assertThat(LogLines.tail(log, 300)).isEqualTo(lines());
    }
  }

  private List<String> lines() {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void readsEachPartOfTheFileOnceHoweverOftenItTriesAgain() throws IOException {
    deliver(message("first", AlertMessage.State.FIRING, "x"), 1);
    String others =
        IntStream.range(0, 5_000)
            .mapToObj(i -> "a line of another process key=other" + i + "\n")
            .collect(Collectors.joining());
    Files.writeString(file, others, StandardOpenOption.APPEND);

    for (int attempt = 2; attempt < 30; attempt++) {
      deliver(message("first", AlertMessage.State.FIRING, "x"), attempt);
      deliver(message("other4999", AlertMessage.State.FIRING, "x"), attempt);
    }

    assertThat(lines()).hasSize(5_001);
    assertThat(channel.linesRead()).isEqualTo(5_001);
  }

  @Test
  void looksAgainIntoAFileThatWasPutInPlaceOfTheOther() throws IOException {
    deliver(message("first", AlertMessage.State.FIRING, "x"), 1);
    deliver(message("first", AlertMessage.State.FIRING, "x"), 2);
    Files.delete(file);

    deliver(message("first", AlertMessage.State.FIRING, "x"), 3);
    deliver(message("first", AlertMessage.State.FIRING, "x"), 4);

    assertThat(keysReceived()).containsExactly("first");
  }
}
