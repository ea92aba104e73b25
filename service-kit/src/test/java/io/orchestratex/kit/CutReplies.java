package io.orchestratex.kit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server and takes the answers to some requests: the server has done what was
 * asked, and who asked does not know.
 */
public final class CutReplies implements AutoCloseable {

  private final String host;
  private final int port;
  private final String request;
  private final ServerSocket door;
  private final List<Socket> open = new CopyOnWriteArrayList<>();
  private final AtomicInteger left = new AtomicInteger();

  /**
   * @param request bytes that mark a request whose answer may be taken
   */
  public CutReplies(String address, String request) throws IOException {
    this.host = address.substring(0, address.lastIndexOf(':'));
    this.port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    this.request = request;
    this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::admit);
  }

  public String address() {
    return "127.0.0.1:" + door.getLocalPort();
  }

  /** Takes the next answers. */
  public void cut(int answers) {
    left.set(answers);
  }

  /** How many are still to be taken. */
  public int left() {
    return left.get();
  }

  private void admit() {
    try {
      while (true) {
        Connection connection = new Connection(door.accept(), new Socket(host, port));
        open.add(connection.client());
        open.add(connection.server());
        Thread.ofVirtual().start(connection::forward);
        Thread.ofVirtual().start(connection::back);
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private final class Connection {

    private final Socket client;
    private final Socket server;
    private volatile boolean cutsNext;

    Connection(Socket client, Socket server) {
      this.client = client;
      this.server = server;
    }

    Socket client() {
      return client;
    }

    Socket server() {
      return server;
    }

    /** A request is small and comes in one piece here. */
    void forward() {
      byte[] buffer = new byte[65_536];
      try (InputStream in = client.getInputStream();
          OutputStream out = server.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
          if (new String(buffer, 0, n, ISO_8859_1).contains(request)
              && left.getAndUpdate(l -> Math.max(0, l - 1)) > 0) {
            cutsNext = true;
          }
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One side hung up.
      }
    }

    void back() {
      byte[] buffer = new byte[65_536];
      try (InputStream in = server.getInputStream();
          OutputStream out = client.getOutputStream()) {
        for (int n = in.read(buffer); n >= 0 && !cutsNext; n = in.read(buffer)) {
          out.write(buffer, 0, n);
        }
      } catch (IOException e) {
        // One side hung up.
      }
    }
  }

  @Override
  public void close() throws IOException {
    door.close();
    for (Socket each : open) {
      each.close();
    }
  }
}
