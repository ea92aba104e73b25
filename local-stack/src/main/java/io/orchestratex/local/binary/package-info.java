/**
 * Where a server program comes from: configured, installed, kept, downloaded, or out of a registry
 * package.
 */
@NullMarked
package io.orchestratex.local.binary;

import org.jspecify.annotations.NullMarked;
