/** What the services of a stack are told. */
@NullMarked
package io.orchestratex.local.part.service;

import org.jspecify.annotations.NullMarked;
