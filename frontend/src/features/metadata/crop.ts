// The chosen square of a picture as a JPEG for a cover.
export const coverPixels = 1400; // what stores and players ask for
const quality = 0.9;

export interface Square {
  x: number;
  y: number;
  width: number;
  height: number;
}

export async function cropToCover(address: string, square: Square): Promise<Blob> {
  const picture = new Image();
  picture.src = address;
  await picture.decode();
  const size = Math.max(1, Math.min(coverPixels, Math.round(square.width)));
  const canvas = document.createElement('canvas');
  canvas.width = size;
  canvas.height = size;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser has no canvas.');
  context.fillStyle = 'white'; // JPEG has no transparency
  context.fillRect(0, 0, size, size);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, square.x, square.y, square.width, square.height, 0, 0, size, size);
  return new Promise((done, failed) =>
    canvas.toBlob(
      (blob) => (blob ? done(blob) : failed(new Error('The picture is too large.'))),
      'image/jpeg',
      quality,
    ),
  );
}

// Whether the browser can show a file as a picture.
export async function canShow(address: string): Promise<boolean> {
  const picture = new Image();
  picture.src = address;
  return picture.decode().then(
    () => picture.naturalWidth > 0,
    () => false,
  );
}
