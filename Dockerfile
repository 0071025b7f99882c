# The image of borgerbot: one binary beside glibc, no shell, no root.
#
#   docker build -t borgerbot .
#   docker run --read-only --tmpfs /tmp -v borgerbot:/var/lib/borgerbot \
#     -v ./office.yaml:/etc/borgerbot/office.yaml:ro -v ./secrets:/run/secrets:ro borgerbot
#
# Not verified here: the image has not been built, for lack of a container
# registry. The build command and the libraries the binary asks for have been.

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# SQLite is C, so that CGO must be on and the run-time image must have glibc.
RUN CGO_ENABLED=1 go build -trimpath -ldflags="-s -w" -o /out/borgerbot ./cmd/borgerbot \
 && mkdir -p /out/data

# Has glibc, the certificates of the public authorities, and the user nonroot.
FROM gcr.io/distroless/base-debian12:nonroot
COPY --from=build /out/borgerbot /usr/local/bin/borgerbot
COPY --from=build --chown=nonroot:nonroot /out/data /var/lib/borgerbot
VOLUME /var/lib/borgerbot
USER nonroot
ENTRYPOINT ["/usr/local/bin/borgerbot"]
CMD ["serve", "/etc/borgerbot/office.yaml"]
