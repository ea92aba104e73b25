package io.orchestratex.kit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A door on a port of its own before a real server, shut at first: an outage that can end, and
 * begin again.
 */
public final class Gate implements AutoCloseable {

  private final String host;
  private final int port;
  private final int ownPort;
  private boolean frozen;
  private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

  /** Before the server at {@code host:port}. */
  public Gate(String address) {
    host = address.substring(0, address.lastIndexOf(':'));
    port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      ownPort = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String address() {
    return "127.0.0.1:" + ownPort;
  }

  public void open() throws IOException {
    ServerSocket door = new ServerSocket(ownPort, 50, InetAddress.getLoopbackAddress());
    open.add(door);
    Thread.ofVirtual().start(() -> admit(door));
  }

  private void admit(ServerSocket door) {
    try {
      while (true) {
        Socket client = door.accept();
        Socket server = new Socket(host, port);
        open.add(client);
        open.add(server);
        carry(client.getInputStream(), server.getOutputStream());
        carry(server.getInputStream(), client.getOutputStream());
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private void carry(InputStream from, OutputStream to) {
    Thread.ofVirtual()
        .start(() -> {
          byte[] buffer = new byte[65_536];
          try (from;
              to) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
              awaitThaw();
              to.write(buffer, 0, n);
              to.flush();
            }
          } catch (IOException e) {
            // One side hung up.
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }

  private synchronized void awaitThaw() throws InterruptedException {
    while (frozen) {
      wait();
    }
  }

  /** The server seems to be frozen: connections are taken and stay, and nothing passes. */
  public synchronized void freeze() {
    frozen = true;
  }

  /** What was sent meanwhile arrives. */
  public synchronized void thaw() {
    frozen = false;
    notifyAll();
  }

  /** Shuts it and hangs up on everybody; it may be opened again. */
  @Override
  public void close() throws Exception {
    thaw();
    for (AutoCloseable each : open) {
      each.close();
      open.remove(each);
    }
  }
}
