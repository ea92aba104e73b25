package io.orchestratex.bench.console;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Live streams as open tabs of the console have them, without the browsers. */
final class LiveTabs implements AutoCloseable {

  private final URI gateway;
  private final List<Socket> sockets = new ArrayList<>();
  private final Map<Integer, Long> heardAt = new ConcurrentHashMap<>();
  private final Map<Integer, String> ends = new ConcurrentHashMap<>();
  private volatile String wanted = "\0";

  LiveTabs(URI gateway) {
    this.gateway = gateway;
  }

  /** Signs a person in, as a browser's form does; returns the cookie. */
  String signIn(String name, String password) {
    String form =
        "username="
            + URLEncoder.encode(name, UTF_8)
            + "&password="
            + URLEncoder.encode(password, UTF_8);
    HttpRequest request =
        HttpRequest.newBuilder(gateway.resolve("/console/sign-in"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Accept", "text/html")
            .header("Origin", gateway.toString())
            .POST(BodyPublishers.ofString(form))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      return response.headers().allValues("Set-Cookie").stream()
          .map(cookie -> cookie.split(";", 2)[0])
          .filter(cookie -> cookie.startsWith("ox_console="))
          .findFirst()
          .orElseThrow(() ->
              new IllegalStateException(
                  name + " was not signed in: " + response.statusCode() + " " + response.body()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Opens one more; returns when the gateway has said hello. */
  void open(String cookie) {
    try {
      Socket socket = new Socket(gateway.getHost(), gateway.getPort());
      sockets.add(socket);
      String request =
          "GET /console/live?last= HTTP/1.1\r\nHost: %s\r\nAccept: text/event-stream\r\nCookie: %s\r\n\r\n"
              .formatted(gateway.getAuthority(), cookie);
      socket.getOutputStream().write(request.getBytes(UTF_8));
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      String status = lines.readLine();
      if (status == null || !status.contains(" 200 ")) {
        throw new IllegalStateException("a live stream was answered with " + status);
      }
      String line = status;
      while (line != null && !line.contains("hello")) {
        line = lines.readLine();
      }
      int number = sockets.size();
      Thread.ofVirtual().start(() -> listen(number, lines));
    } catch (IOException e) {
      throw new UncheckedIOException("no live stream", e);
    }
  }

  private void listen(int number, BufferedReader lines) {
    try {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.contains(wanted)) {
          heardAt.putIfAbsent(number, System.nanoTime());
        }
      }
      ends.put(number, "ended");
    } catch (IOException e) {
      ends.put(number, e.toString());
    }
  }

  /** From now on, when each hears of the thing with this key is noted. */
  void listenFor(String key) {
    heardAt.clear();
    wanted = key;
  }

  /** When those that have heard of it did, by {@link System#nanoTime()}. */
  List<Long> heard() {
    return List.copyOf(heardAt.values());
  }

  /** How many are still open. */
  int open() {
    return sockets.size() - ends.size();
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed.
      }
    }
  }
}
