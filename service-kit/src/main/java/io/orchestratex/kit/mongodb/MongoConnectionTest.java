package io.orchestratex.kit.mongodb;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.orchestratex.kit.connection.ConnectionReport;
import io.orchestratex.kit.connection.ConnectionTest;
import io.orchestratex.kit.connection.Reach;
import io.orchestratex.kit.connection.Step;
import io.orchestratex.kit.settings.Secret;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.bson.Document;

/** Tries the connection to a MongoDB server that a URI names, step by step. Changes nothing. */
public final class MongoConnectionTest {

  private static final int LIMIT_MILLIS = 4_000;
  private static final int PORT = 27017;
  private static final String CLOSED_AT_ONCE = "Prematurely reached end of stream";

  private final ConnectionTest test = new ConnectionTest();
  private final Secret uri;
  private final String application;

  private MongoConnectionTest(Secret uri, String application) {
    this.uri = uri;
    this.application = application;
  }

  /** Asks an account that signed in what it may do. */
  @FunctionalInterface
  public interface Permissions {

    /**
     * Notes the step {@link Step#PERMISSION}.
     *
     * @param account as the URI names it; empty where it names none
     * @param rights what {@code connectionStatus} says of it
     */
    void check(String account, Document rights, ConnectionTest test);
  }

  /** Takes some seconds at most. */
  public static ConnectionReport run(Secret uri, String application, Permissions permissions) {
    return new MongoConnectionTest(uri, application).all(permissions);
  }

  private ConnectionReport all(Permissions permissions) {
    try {
      ConnectionString address = new ConnectionString(uri.reveal());
      if (Boolean.TRUE.equals(address.isSrvProtocol())) {
        signIn(address, permissions);
      } else {
        Optional<InetSocketAddress> at = Reach.check(test, withPorts(address.getHosts()));
        at.ifPresent(each -> encrypt(address, each));
        if (!test.hasFailed()) {
          signIn(address, permissions);
        }
      }
    } catch (MongoException | IllegalArgumentException e) {
      // The message of the latter may repeat the URI, which holds a password.
      test.fail(
          Step.NAME,
          "the addresses behind the name cannot be found.",
          "Check the URI and that the DNS of this service knows the name.");
    }
    return test.report();
  }

  private static List<String> withPorts(List<String> hosts) {
    return hosts.stream().map(host -> host.matches(".*:\\d+") ? host : host + ":" + PORT).toList();
  }

  private void encrypt(ConnectionString address, InetSocketAddress at) {
    if (!Boolean.TRUE.equals(address.getSslEnabled())) {
      test.skip(Step.TLS, "the URI does not ask for encryption");
      return;
    }
    try (Socket plain = new Socket()) {
      plain.connect(at, LIMIT_MILLIS);
      plain.setSoTimeout(LIMIT_MILLIS);
      SSLSocket encrypted =
          (SSLSocket)
              ((SSLSocketFactory) SSLSocketFactory.getDefault())
                  .createSocket(plain, at.getHostString(), at.getPort(), true);
      if (!Boolean.TRUE.equals(address.getSslInvalidHostnameAllowed())) {
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        encrypted.setSSLParameters(parameters);
      }
      encrypted.startHandshake();
      test.pass(Step.TLS, "encrypted by " + encrypted.getSession().getProtocol());
    } catch (SSLException e) {
      if (e.getCause() instanceof CertificateException
          || String.valueOf(e.getMessage()).contains("certification path")) {
        test.fail(
            Step.TLS,
            "the certificate of the server is not trusted: " + e.getMessage() + ".",
            "Have the JVM of this service trust its issuer, or name the host as the certificate does.");
      } else {
        noTls();
      }
    } catch (IOException e) {
      noTls();
    }
  }

  private void noTls() {
    test.fail(
        Step.TLS,
        "the URI asks for TLS and the server does not answer in it.",
        "Turn TLS on at the server (net.tls.mode), or take tls=true out of the URI.");
  }

  private void signIn(ConnectionString address, Permissions permissions) {
    String account =
        address.getCredential() == null || address.getCredential().getUserName() == null
            ? ""
            : address.getCredential().getUserName();
    try (MongoClient client = client(address)) {
      Document status =
          client
              .getDatabase("admin")
              .runCommand(new Document("connectionStatus", 1).append("showPrivileges", true));
      if (account.isEmpty()) {
        client.getDatabase("admin").runCommand(new Document("listDatabases", 1));
        test.pass(Step.SIGN_IN, "the server asks for no account");
      } else {
        test.pass(Step.SIGN_IN, "signed in as " + account);
      }
      permissions.check(account, status.get("authInfo", new Document()), test);
    } catch (MongoSecurityException e) {
      refused(account, e);
    } catch (MongoCommandException e) {
      if (account.isEmpty()) {
        test.fail(
            Step.SIGN_IN,
            "the server wants an account, and the URI names none.",
            "Name it: mongodb://user:password@host:port/?authSource=admin.");
      } else {
        test.fail(Step.PERMISSION, "MongoDB says \"" + e.getErrorMessage() + "\".", null);
      }
    } catch (MongoException e) {
      unusable(address, e);
    }
  }

  private MongoClient client(ConnectionString address) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(address)
            .applicationName(application)
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS))
            .applyToSocketSettings(socket ->
                socket
                    .connectTimeout(LIMIT_MILLIS, TimeUnit.MILLISECONDS)
                    .readTimeout(2 * LIMIT_MILLIS, TimeUnit.MILLISECONDS))
            .retryReads(false)
            .build());
  }

  private void refused(String account, MongoSecurityException e) {
    if (e.getCause() instanceof MongoCommandException) {
      test.fail(
          Step.SIGN_IN,
          "MongoDB refuses the account " + account + " or its password.",
          "Check both, and the database that the account is kept in (authSource).");
    } else {
      test.fail(
          Step.SIGN_IN, "the connection broke while " + account + " signed in.", "Try again.");
    }
  }

  /** It takes connections, and still the driver found no server that it could use. */
  private void unusable(ConnectionString address, MongoException e) {
    String text = String.valueOf(e.getMessage());
    if (text.contains("UnknownHost") || text.contains("Unable to look up")) {
      test.fail(
          Step.NAME,
          "no address is known for a member of the replica set.",
          "Make the names that rs.conf() has known here, or add directConnection=true.");
    } else if (text.contains("SSL")) {
      test.fail(Step.TLS, "no encrypted connection to a member of the replica set.", null);
    } else if (text.contains(CLOSED_AT_ONCE) && !Boolean.TRUE.equals(address.getSslEnabled())) {
      test.fail(
          Step.TLS,
          "the server closes connections that are not encrypted.",
          "Add tls=true to the URI.");
    } else {
      test.fail(
          Step.TCP,
          "something takes connections, but no MongoDB server answered within "
              + LIMIT_MILLIS / 1_000
              + " s.",
          "Check that replicaSet is its name, that the members' own names are known here, and that"
              + " a primary is elected.");
    }
  }
}
