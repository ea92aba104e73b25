package io.orchestratex.local.part.counter;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A server whose accounts count: each line {@code <account> <password>} is answered by how often
 * the account was here, and by {@code refused} where the file of accounts says otherwise.
 */
public final class CounterServer {

  private CounterServer() {}

  /** Takes a port and the file of accounts. */
  public static void main(String[] arguments) throws IOException {
    Map<String, Integer> counts = new HashMap<>();
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 50, loopback)) {
      System.out.println("counting at " + server.getLocalPort());
      while (true) {
        try (Socket client = server.accept();
            var in = new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8);
            var lines = new BufferedReader(in)) {
          String line = String.valueOf(lines.readLine());
          String answer =
              accounts(Path.of(arguments[1])).contains(line)
                  ? String.valueOf(counts.merge(line, 1, Integer::sum))
                  : "refused";
          client.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
  }

  private static Set<String> accounts(Path file) throws IOException {
    Properties read = new Properties();
    if (Files.exists(file)) {
      try (var reader = Files.newBufferedReader(file)) {
        read.load(reader);
      }
    }
    return read.stringPropertyNames().stream()
        .map(name -> name + " " + read.getProperty(name))
        .collect(Collectors.toSet());
  }
}
