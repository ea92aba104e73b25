package io.orchestratex.cli.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The TCP sockets of this network namespace that take connections, out of the kernel's lists {@code
 * net/tcp} and {@code net/tcp6} of proc(5), which every account may read.
 */
final class ListeningSockets {

  private static final String LISTENING = "0A";
  private static final int FIELDS = 10;
  private static final int WORD = 4;

  private ListeningSockets() {}

  /**
   * One of them.
   *
   * @param address where it listens
   * @param inode by which the files of a process name it
   * @param user the number of the account that opened it
   */
  record Listening(InetAddress address, int port, String inode, String user) {

    /** Where a program on this machine reaches it. */
    Endpoint endpoint() {
      boolean isHere = address.isAnyLocalAddress() || address.isLoopbackAddress();
      boolean is6 = address.getAddress().length > WORD;
      if (!isHere) {
        return new Endpoint(address.getHostAddress().replaceFirst("%.*", ""), port);
      }
      return new Endpoint(is6 && address.isLoopbackAddress() ? "::1" : "127.0.0.1", port);
    }
  }

  static boolean canBeRead(Path proc) {
    return Files.isReadable(proc.resolve("net/tcp"));
  }

  static List<Listening> read(Path proc) {
    List<Listening> sockets = new ArrayList<>();
    for (String list : List.of("net/tcp", "net/tcp6")) {
      try {
        for (String line : Files.readAllLines(proc.resolve(list), ISO_8859_1)) {
          String[] fields = line.strip().split("\\s+", -1);
          if (fields.length >= FIELDS && fields[3].equals(LISTENING)) {
            sockets.add(socket(fields));
          }
        }
      } catch (IOException e) {
        // A machine without IPv6 has one list only.
      }
    }
    return sockets;
  }

  private static Listening socket(String[] fields) throws UnknownHostException {
    String[] local = fields[1].split(":", 2);
    return new Listening(address(local[0]), Integer.parseInt(local[1], 16), fields[9], fields[7]);
  }

  /** Written word by word, each in the order of the processor: the last byte first. */
  private static InetAddress address(String hex) throws UnknownHostException {
    byte[] written = HexFormat.of().parseHex(hex);
    byte[] bytes = new byte[written.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = written[i / WORD * WORD + (WORD - 1 - i % WORD)];
    }
    return InetAddress.getByAddress(bytes);
  }
}
