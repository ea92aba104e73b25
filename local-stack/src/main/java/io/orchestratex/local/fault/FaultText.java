package io.orchestratex.local.fault;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The one place where an exception of files, sockets and the like becomes a sentence: what happened
 * and to what, without a class name.
 */
public final class FaultText {

  private static final int DEEPEST = 8;

  private FaultText() {}

  /** One line, not ended by a full stop. */
  public static String of(Throwable fault) {
    String own = ownWords(fault);
    Throwable cause = fault instanceof ConnectException ? null : fault.getCause();
    String of = cause == null ? null : deepest(cause);
    if (own == null) {
      return of == null ? "unexpected fault: " + kindOf(fault) : of;
    }
    return of == null || own.contains(of) ? own : own + ": " + of;
  }

  /** The words of the first cause that has any. */
  private static @Nullable String deepest(Throwable from) {
    Throwable fault = from;
    for (int depth = 0; fault != null && depth < DEEPEST; depth++) {
      String words = ownWords(fault);
      if (words != null) {
        return words;
      }
      fault = fault.getCause();
    }
    return null;
  }

  private static @Nullable String ownWords(Throwable fault) {
    return switch (fault) {
      case NoSuchFileException missing -> "there is no file " + missing.getFile();
      case AccessDeniedException denied -> "this user may not use " + denied.getFile();
      case FileAlreadyExistsException there -> there.getFile() + " is there already";
      case DirectoryNotEmptyException full -> "the folder " + full.getFile() + " is not empty";
      case NotDirectoryException file -> file.getFile() + " is not a folder";
      case FileSystemException other ->
          lower(other.getReason()) == null
              ? "the file system refuses " + other.getFile()
              : other.getFile() + ": " + lower(other.getReason());
      case FileNotFoundException missing -> message(missing);
      case InvalidPathException bad -> "\"" + bad.getInput() + "\" is not a valid path";
      case HttpTimeoutException _, SocketTimeoutException _ -> "no answer in time";
      case UnknownHostException unknown -> "there is no host " + unknown.getMessage();
      case UnresolvedAddressException _ -> "there is no such host";
      case NoRouteToHostException _ -> "there is no way to that host";
      case ConnectException refused -> refusal(refused);
      case EOFException _, ClosedChannelException _ -> "the connection was closed";
      default -> message(fault);
    };
  }

  /** The client of the JDK wraps what happened: a host that is unknown, or nothing that listens. */
  private static String refusal(ConnectException refused) {
    return refused.getCause() instanceof UnresolvedAddressException
            || refused.getCause() instanceof UnknownHostException
            || (refused.getCause() instanceof ConnectException cause
                && cause.getCause() instanceof UnresolvedAddressException)
        ? "there is no such host"
        : "nothing listens there";
  }

  private static @Nullable String message(Throwable fault) {
    String message = fault.getMessage();
    Throwable cause = fault.getCause();
    if (message == null || message.isBlank()) {
      return null;
    }
    if (cause != null && message.equals(cause.toString())) {
      return null;
    }
    if (message.startsWith("HTTP/1.1 header parser received no bytes")) {
      return "the connection was closed without an answer";
    }
    return message;
  }

  private static @Nullable String lower(@Nullable String reason) {
    return reason == null || reason.isBlank()
        ? null
        : reason.substring(0, 1).toLowerCase(Locale.ROOT) + reason.substring(1);
  }

  /** {@code "index out of bounds"} for IndexOutOfBoundsException. */
  private static String kindOf(Throwable fault) {
    return fault
        .getClass()
        .getSimpleName()
        .replaceAll("(Exception|Error)$", "")
        .replaceAll("([a-z])([A-Z])", "$1 $2")
        .toLowerCase(Locale.ROOT);
  }
}
