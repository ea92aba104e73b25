/** What a test of a connection to a server of a user found, step by step. */
@NullMarked
package io.orchestratex.kit.connection;

import org.jspecify.annotations.NullMarked;
