package io.orchestratex.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.orchestratex.bench.report.Figures;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A thread with a socket for each connection, and as little HTTP as an answer needs to be
 * distinguished from the next: the JDK's own client would take more of the processors than what is
 * measured.
 */
final class ClosedLoop implements LoadGenerator {

  private static final int ANSWER_WITHIN_MS = 10_000;

  @Override
  public String name() {
    return "own closed loop";
  }

  @Override
  public LoadResult run(Order order) {
    byte[] request = request(order);
    long begin = System.nanoTime();
    long end = begin + order.seconds() * 1_000_000_000L;
    List<Double> micros = new ArrayList<>();
    long failed = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(order.connections())) {
      List<Future<Tally>> tallies = new ArrayList<>();
      for (int i = 0; i < order.connections(); i++) {
        tallies.add(threads.submit(() -> ask(order.target(), request, end)));
      }
      for (Future<Tally> each : tallies) {
        Tally tally = each.get();
        micros.addAll(tally.micros);
        failed += tally.failed;
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("the load broke off", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
    return new LoadResult(
        micros.size(),
        failed,
        (System.nanoTime() - begin) / 1e9,
        Figures.quantile(micros, 0.5),
        Figures.quantile(micros, 0.99));
  }

  private static byte[] request(Order order) {
    URI target = order.target();
    return ("GET %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: %s\r\n\r\n"
            .formatted(
                target.getRawPath(), target.getHost(), target.getPort(), order.authorization()))
        .getBytes(ISO_8859_1);
  }

  /** What one connection saw. */
  private static final class Tally {
    final List<Double> micros = new ArrayList<>();
    long failed;
  }

  private static Tally ask(URI target, byte[] request, long end) {
    Tally tally = new Tally();
    while (System.nanoTime() < end) {
      try (Socket socket = new Socket()) {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_WITHIN_MS);
        socket.connect(new InetSocketAddress(target.getHost(), target.getPort()));
        InputStream in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
        while (System.nanoTime() < end) {
          long sent = System.nanoTime();
          socket.getOutputStream().write(request);
          int status = readAnswer(in);
          tally.micros.add((System.nanoTime() - sent) / 1e3);
          if (status < 200 || status >= 400) {
            tally.failed++;
          }
        }
      } catch (IOException e) {
        tally.failed++;
      }
    }
    return tally;
  }

  /** Reads one answer to its end and returns its status. */
  private static int readAnswer(InputStream in) throws IOException {
    String first = line(in);
    long length = 0;
    boolean chunked = false;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      int colon = line.indexOf(':');
      String name = line.substring(0, colon).toLowerCase(Locale.ROOT);
      String value = line.substring(colon + 1).strip();
      if (name.equals("content-length")) {
        length = Long.parseLong(value);
      } else if (name.equals("transfer-encoding")) {
        chunked = true;
      }
    }
    if (chunked) {
      skipChunks(in);
    } else {
      in.skipNBytes(length);
    }
    return Integer.parseInt(first.substring(9, 12));
  }

  private static void skipChunks(InputStream in) throws IOException {
    while (true) {
      long size = Long.parseLong(line(in).split(";", -1)[0].strip(), 16);
      if (size == 0) {
        while (!line(in).isEmpty()) {
          // A trailer.
        }
        return;
      }
      in.skipNBytes(size + 2);
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder(64);
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the connection was closed");
      }
      if (next != '\r') {
        line.append((char) next);
      }
    }
    return line.toString();
  }
}
