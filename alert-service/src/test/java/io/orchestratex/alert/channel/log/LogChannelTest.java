package io.orchestratex.alert.channel.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.ChannelContract;
import io.orchestratex.alert.channel.Notice;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.List;
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
  void aLineTellsAPersonWhatHappened() {
    channel.tell(notice("k1", Notice.State.RESOLVED, "x.y shrank from 9 to 1"), 1);

    assertThat(lines())
        .containsExactly(
            "2026-11-21T10:00:00Z RESOLVED critical collection-shrank x.y shrank from 9 to 1"
                + " (Back to normal) since=2026-11-21T10:00:00Z alert=a1 key=k1");
  }

  @Test
  void aLineThatACrashCutInHalfIsWrittenAgainWhole() throws IOException {
    channel.tell(notice("k1", Notice.State.FIRING, "first"), 1);
    Files.writeString(file, "2026-11-21T10:00:00Z FIRING crit", StandardOpenOption.APPEND);

    channel.tell(notice("k2", Notice.State.FIRING, "second"), 2);

    assertThat(keysReceived()).containsExactly("k1", "k2");
  }

  @Test
  void theTailIsTheLastLines() throws IOException {
    for (int i = 0; i < 300; i++) {
      channel.tell(notice("k" + i, Notice.State.FIRING, "message ".repeat(10)), 1);
    }
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
}
