package io.orchestratex.cli.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Asks a port, in the words of one engine, whether that engine answers. Signs in nowhere and
 * changes nothing; asked only where nothing else says what listens.
 */
final class WireQuestion {

  private static final Duration LIMIT = Duration.ofSeconds(1);
  private static final int REQUEST = 7;
  private static final int OP_MSG = 2013;
  private static final int HEADER = 16;

  private WireQuestion() {}

  static boolean answers(EngineKind kind, Endpoint endpoint) {
    int limit = (int) LIMIT.toMillis();
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(limit);
      socket.connect(new InetSocketAddress(endpoint.host(), endpoint.port()), limit);
      socket.getOutputStream().write(question(kind));
      return isAnswer(kind, socket.getInputStream());
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] question(EngineKind kind) {
    return switch (kind) {
      case POSTGRESQL -> HexFormat.of().parseHex("0000000804d2162f"); // SSLRequest.
      case REDIS -> "PING\r\n".getBytes(ISO_8859_1);
      // Bolt: its magic number, then four versions, 5.0, 4.4, 4.0 and 3.0.
      case NEO4J -> HexFormat.of().parseHex("6060b01700000005000004040000000400000003");
      case MONGODB -> hello();
    };
  }

  /** {@code {hello: 1, $db: "admin"}} in an OP_MSG. */
  private static byte[] hello() {
    byte[] document =
        HexFormat.of().parseHex("1f0000001068656c6c6f000100000002246462000600000061646d696e0000");
    ByteBuffer message =
        ByteBuffer.allocate(HEADER + 5 + document.length).order(ByteOrder.LITTLE_ENDIAN);
    message.putInt(message.capacity()).putInt(REQUEST).putInt(0).putInt(OP_MSG);
    return message.putInt(0).put((byte) 0).put(document).array();
  }

  private static boolean isAnswer(EngineKind kind, InputStream in) throws IOException {
    return switch (kind) {
      case POSTGRESQL -> {
        int answer = in.read();
        yield answer == 'S' || answer == 'N';
      }
      case REDIS -> {
        String answer = new String(in.readNBytes(5), ISO_8859_1);
        yield answer.equals("+PONG") || answer.equals("-NOAU") || answer.equals("-NOPE");
      }
      case NEO4J -> {
        byte[] version = in.readNBytes(4);
        yield version.length == 4 && version[0] == 0 && version[3] <= 5;
      }
      case MONGODB -> {
        byte[] header = in.readNBytes(HEADER);
        yield header.length == HEADER
            && ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).getInt(8) == REQUEST
            && Arrays.equals(
                Arrays.copyOfRange(header, 12, HEADER), new byte[] {(byte) 0xdd, 7, 0, 0});
      }
    };
  }
}
